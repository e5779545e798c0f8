"""The shape of a process as a graph: who leads where, what waits for what, how long at most."""

from django.utils.translation import gettext as _

from tinhso.kernel.workflow.definition import Definition, MoveKind, Step, StepKind

Scope = tuple[str, ...]


def structure_problems(definition: Definition) -> list[str]:
    """Return what keeps a process from always reaching an end, in sentences."""
    found = _unknown_targets(definition)
    if found:
        return found
    if circle := _circle(definition):
        names = " → ".join(definition.name_of(key) for key in circle)
        return [
            _("Các bước đi vòng: %(names)s. Quay lại bước trước phải là cách chuyển “return”.")
            % {"names": names}
        ]
    found = _unreached(definition) + _endless(definition)
    return found or _scope_problems(definition)


def _unknown_targets(definition: Definition) -> list[str]:
    found = []
    for step in definition.steps.values():
        targets = [*step.ahead, *(move.to for move in step.moves if move.to)]
        targets += [step.join] if step.join else []
        found += [
            _("Bước “%(step)s” dẫn đến “%(target)s” là bước không có.")
            % {"step": definition.name_of(step.key), "target": target}
            for target in dict.fromkeys(targets)
            if target not in definition.steps
        ]
        if step.when is not None and not step.skip_to:
            found.append(
                _("Bước “%(step)s” có điều kiện nhưng không nói bỏ qua thì đi đâu.")
                % {"step": definition.name_of(step.key)}
            )
        joined = definition.steps.get(step.join)
        if joined is not None and joined.kind is not StepKind.JOIN:
            found.append(
                _("Bước “%(step)s” rẽ nhánh nhưng “%(target)s” không phải bước gộp.")
                % {"step": definition.name_of(step.key), "target": step.join}
            )
    return found


def _circle(definition: Definition) -> list[str]:
    state: dict[str, int] = {}
    trail: list[str] = []

    def visit(key: str) -> list[str]:
        state[key] = 1
        trail.append(key)
        for target in definition.steps[key].ahead:
            if state.get(target) == 1:
                return [*trail[trail.index(target) :], target]
            if target not in state and (found := visit(target)):
                return found
        trail.pop()
        state[key] = 2
        return []

    for key in definition.steps:
        if key not in state and (found := visit(key)):
            return found
    return []


def _unreached(definition: Definition) -> list[str]:
    reached: set[str] = set()
    waiting = [definition.start]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting.extend(definition.steps[key].ahead)
    return [
        _("Bước “%(step)s” không có đường đến từ bước đầu.") % {"step": definition.name_of(key)}
        for key in definition.steps
        if key not in reached
    ]


def _endless(definition: Definition) -> list[str]:
    """Return the steps from which nothing sure leads on.

    Forward moves form no circle, so a step that always has one leads to an end.
    """
    return [
        _("Bước “%(step)s” không có đường đến kết thúc.") % {"step": definition.name_of(step.key)}
        for step in definition.steps.values()
        if step.kind is not StepKind.END and not _surely_leads_on(step)
    ]


def _surely_leads_on(step: Step) -> bool:
    if step.to or step.branches:
        return True
    return any(
        move.kind is MoveKind.FORWARD and move.when is None and move.to for move in step.moves
    )


def _scope_problems(definition: Definition) -> list[str]:
    try:
        scopes = scopes_of(definition)
    except ScopeConflict as conflict:
        return [str(conflict)]
    found = []
    for step in definition.steps.values():
        if step.kind is StepKind.JOIN and not any(
            other.join == step.key for other in definition.steps.values()
        ):
            found.append(
                _("Bước gộp “%(step)s” không gộp bước rẽ nhánh nào.")
                % {"step": definition.name_of(step.key)}
            )
        for move in step.moves:
            if move.kind is MoveKind.RETURN and move.to:
                if definition.steps[move.to].kind in {StepKind.JOIN, StepKind.END}:
                    found.append(
                        _("Bước “%(step)s” trả lại “%(target)s” là bước không có người làm.")
                        % {
                            "step": definition.name_of(step.key),
                            "target": definition.name_of(move.to),
                        }
                    )
                    continue
                home = scopes[step.key]
                if home[: len(scopes[move.to])] != scopes[move.to]:
                    found.append(
                        _("Bước “%(step)s” không trả lại được vào giữa nhánh của “%(target)s”.")
                        % {
                            "step": definition.name_of(step.key),
                            "target": definition.name_of(move.to),
                        }
                    )
    return found


class ScopeConflict(Exception):
    """A step would belong to two branches at once; the text is a sentence for an official."""


def scopes_of(definition: Definition) -> dict[str, Scope]:
    """Return for each step the joins that wait for it, the outermost first."""
    scopes: dict[str, Scope] = {}
    waiting: list[tuple[str, Scope]] = [(definition.start, ())]
    while waiting:
        key, scope = waiting.pop()
        step = definition.steps[key]
        if step.kind is StepKind.JOIN:
            if not scope or scope[-1] != key:
                raise ScopeConflict(_astray(definition, step))
            scope = scope[:-1]
        elif step.kind is StepKind.END:
            # An end may be reached from within a branch: it stops the others.
            scopes[key] = ()
            continue
        if key in scopes:
            if scopes[key] != scope:
                raise ScopeConflict(_astray(definition, step))
            continue
        scopes[key] = scope
        inner = (*scope, step.join) if step.kind is StepKind.SPLIT else scope
        waiting.extend((target, inner) for target in step.ahead)
    return scopes


def _astray(definition: Definition, step: Step) -> str:
    return _("Bước “%(step)s” được đến từ cả trong và ngoài một nhánh song song.") % {
        "step": definition.name_of(step.key)
    }


def longest_way(definition: Definition, start: str) -> int:
    """Return the working hours of the longest way from a step on, rework left out.

    Parallel branches run at the same time, so the longest of them counts.
    """
    known: dict[str, int] = {}

    def hours_from(key: str) -> int:
        if key not in known:
            step = definition.steps[key]
            known[key] = step.hours + max((hours_from(to) for to in step.ahead), default=0)
        return known[key]

    return hours_from(start)
