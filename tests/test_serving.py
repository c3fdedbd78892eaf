from __future__ import annotations

import subprocess
import sys

LIMITED = """
import resource
from app.serving import raise_file_limit
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (64, most))
raise_file_limit()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0] == most)
"""


def test_the_server_opens_as_many_sockets_as_the_system_allows() -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
