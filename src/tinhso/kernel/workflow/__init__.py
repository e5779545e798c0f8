"""Processes as versioned data: steps, roles, hours, conditions (`docs/apps/workflow.md`).

    from tinhso.kernel.workflow.definition import Definition, check
    from tinhso.kernel.workflow.services import Party, act, publish_version, start
    from tinhso.kernel.workflow.queries import moves_for, open_steps

A case is a few live rows; the interpreter (`rules`) is pure and sees nothing else, so a move
costs the same whatever lies behind it.
"""
