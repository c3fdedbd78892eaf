"""assignments of a day"""

from __future__ import annotations

from alembic import op

revision = "20261126i"
down_revision = "20261126s"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("assignments_of_a_day", "assignments", ["office_id", "day"])


def downgrade() -> None:
    op.drop_index("assignments_of_a_day", "assignments")
