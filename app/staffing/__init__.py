"""What-if, advice and backtests of staffing, on the simulated office."""
