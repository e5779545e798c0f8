"""What search plugs into the running of the house."""

from tinhso.kernel.registry.operations import benches
from tinhso.kernel.search.bench import bench

benches.register("search", bench)
"""`tinhso bench search` measures finding and listing among 300,000 things."""
