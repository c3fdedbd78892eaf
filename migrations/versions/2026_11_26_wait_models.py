"""wait models"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126w"
down_revision = "20261126i"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wait_models",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trained_at", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("forest", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("office_id", "version", name=op.f("pk_wait_models")),
    )


def downgrade() -> None:
    op.drop_table("wait_models")
