"""SHACL, compiled: shapes become a plan, a plan is evaluated over a closed or an open world."""

from samsyn.engine.compile import compile_shapes
from samsyn.engine.evaluate import Rules
from samsyn.engine.graph import Graph
from samsyn.engine.plan import Plan
from samsyn.engine.world import Openness, OpenWorld, World

__all__ = ["Graph", "OpenWorld", "Openness", "Plan", "Rules", "World", "compile_shapes"]
