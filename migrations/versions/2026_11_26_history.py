"""history"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126h"
down_revision = "20261121a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rollups",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("cube", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("arrivals", sa.BigInteger(), nullable=False),
        sa.Column("visits", sa.BigInteger(), nullable=False),
        sa.Column("served", sa.BigInteger(), nullable=False),
        sa.Column("gave_up", sa.BigInteger(), nullable=False),
        sa.Column("no_shows", sa.BigInteger(), nullable=False),
        sa.Column("not_served", sa.BigInteger(), nullable=False),
        sa.Column("wait_ms", sa.BigInteger(), nullable=False),
        sa.Column("within_target", sa.BigInteger(), nullable=False),
        sa.Column("walk_ms", sa.BigInteger(), nullable=False),
        sa.Column("finished", sa.BigInteger(), nullable=False),
        sa.Column("serve_ms", sa.BigInteger(), nullable=False),
        sa.Column("promised", sa.BigInteger(), nullable=False),
        sa.Column("promise_held", sa.BigInteger(), nullable=False),
        sa.Column("promise_late", sa.BigInteger(), nullable=False),
        sa.Column("visits_ended", sa.BigInteger(), nullable=False),
        sa.Column("visit_ms", sa.BigInteger(), nullable=False),
        sa.Column("queue_ms", sa.BigInteger(), nullable=False),
        sa.Column("open_ms", sa.BigInteger(), nullable=False),
        sa.Column("staff_ms", sa.BigInteger(), nullable=False),
        sa.Column("waits", sa.Text(), nullable=False),
        sa.Column("serves", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "office_id", "cube", "level", "period", "slot", "service", "item", "step", name=op.f("pk_rollups")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rollup_cursors",
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_rollup_cursors")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "configurations",
        "events",
        ["office_id", "version"],
        sqlite_where=sa.text("kind = 'office_configured'"),
        postgresql_where=sa.text("kind = 'office_configured'"),
    )


def downgrade() -> None:
    op.drop_index("configurations", "events")
    op.drop_table("rollup_cursors")
    op.drop_table("rollups")
