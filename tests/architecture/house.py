"""The rules of the house that an import graph cannot see, each as a function from a source tree to its violations.

A violation is one line: where, and what is wrong. The tests beside this file show that the tree has none and that
each rule finds one that was planted.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src/gongqiao"

MOST_LINES_A_FILE = 400
MOST_LINES_A_KERNEL_ROOM = 1500
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "data", "info", "process", "handle"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
WRITING_CALLS = {
    "save", "delete", "create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "set",
    "atomic", "execute",
}  # fmt: skip
GUARDS = {"must", "may", "may_anywhere"}
LINES_IN_THE_BOOK = {"write", "announce"}
MOVES_OF_A_CASE = {"take_move", "open_case", "edit_case"}
CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "localtime", "localdate", "fromtimestamp", "monotonic"}
WORDS_OF_THE_FIELD = {frozenset({"common", "problem"})}
"""Words that say nothing alone and something together: 共性问题 is a common problem."""
# What other actions are made of: they take part in an action, which has checked and which writes the book.
PRIMITIVE_ROOMS = {"audit", "tree", "calendar", "outbox", "notices", "documents", "base"}
# The few places below the doors that must know the time by themselves, each for the reason given.
READS_THE_CLOCK = {
    "kernel/base/clock.py": "the one place where doors and jobs ask",
    "kernel/base/ids.py": "identifiers that rise with time",
    "kernel/jobs/worker.py": "the loop that tells jobs the time",
    "kernel/notices/channels.py": "the timestamp that an SMS gateway's protocol asks for",
}
DOOR_ROOMS = ("pages", "api", "jobs", "reactions", "seeds")


@dataclass(frozen=True, kw_only=True)
class Module:
    """One file: its path under the root, its text, its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        return Path(self.path).with_suffix("").parts

    @property
    def room(self) -> str:
        """The room of a service or kernel floor: ``actions`` for services/x/actions/y.py."""
        return self.parts[2] if len(self.parts) > 2 else self.parts[-1]


def modules(src: Path, *globs: str) -> Iterator[Module]:
    """Yield the files that match, without tests and migrations."""
    for pattern in globs or ("**/*.py",):
        for path in sorted(src.glob(pattern)):
            where = path.relative_to(src)
            if path.suffix == ".py" and not {"tests", "migrations"} & set(where.parts):
                text = path.read_text(encoding="utf-8")
                yield Module(path=where.as_posix(), text=text, tree=ast.parse(text))


def rooms(src: Path, *names: str, floor: str = "services/*") -> Iterator[Module]:
    """Yield the files of these rooms, whether file or folder."""
    for name in names:
        yield from modules(src, f"{floor}/{name}.py", f"{floor}/{name}/**/*.py")


def functions(module: Module, *, public: bool = True) -> Iterator[ast.FunctionDef]:
    """Yield the functions at the top of a file."""
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and not (public and node.name.startswith("_")):
            yield node


def called(node: ast.AST) -> set[str]:
    """Return the last names of everything that is called below ``node``."""
    return {
        getattr(call.func, "attr", getattr(call.func, "id", ""))
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
    }


def attributes(node: ast.AST) -> set[str]:
    """Return the names of all attributes below ``node``."""
    return {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}


def keywords_only(function: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in function.args.kwonlyargs]


def reach(module: Module, function: ast.FunctionDef) -> list[ast.FunctionDef]:
    """Return the function and every function of the same file that it calls, at any depth."""
    local = {node.name: node for node in functions(module, public=False)}
    found, waiting = {function.name: function}, [function]
    while waiting:
        for name in called(waiting.pop()) & set(local) - set(found):
            found[name] = local[name]
            waiting.append(local[name])
    return list(found.values())


def actions_imported(module: Module) -> set[str]:
    """Return the names that a file imports from rooms of guarded actions."""
    names = set()
    for node in module.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and ".actions" in node.module:
            floor = node.module.split(".")[2] if node.module.startswith("gongqiao.kernel.") else ""
            if floor not in PRIMITIVE_ROOMS and "._" not in node.module:
                names |= {alias.asname or alias.name for alias in node.names}
    return names


def guarded_actions(src: Path) -> Iterator[tuple[Module, ast.FunctionDef]]:
    """Yield every public action that must check and leave a line itself."""
    for module in [*rooms(src, "actions"), *rooms(src, "actions", floor="kernel/*")]:
        is_kernel = module.parts[0] == "kernel"
        if module.parts[-1].startswith("_") or (is_kernel and module.parts[1] in PRIMITIVE_ROOMS):
            continue
        for function in functions(module):
            yield module, function


def doors_touch_no_manager(src: Path) -> list[str]:
    """Pages and endpoints read through queries, which start from an actor, and write through actions."""
    found = []
    for module in rooms(src, "pages", "api"):
        for name in sorted(attributes(module.tree) & MANAGERS):
            found.append(f"{module.path}: touches .{name}")
    return found


def doors_write_nothing(src: Path) -> list[str]:
    """A door never changes a row that a query gave it."""
    found = []
    for module in rooms(src, "pages", "api", "forms", "answers", "queries", "figures"):
        decorators = {
            id(mark)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.FunctionDef)
            for mark in node.decorator_list
        }
        for call in [
            node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and id(node) not in decorators
        ]:
            if isinstance(call.func, ast.Attribute) and call.func.attr in WRITING_CALLS:
                found.append(f"{module.path}:{call.lineno}: calls .{call.func.attr}()")
    return found


def actions_say_who_acts(src: Path) -> list[str]:
    """``by`` is the last keyword of every action, without a default; a docstring says what it does."""
    found = []
    for module, function in guarded_actions(src):
        names = keywords_only(function)
        if not names or names[-1] != "by" or function.args.kw_defaults[-1] is not None:
            found.append(f"{module.path}:{function.name}: by is not its last keyword")
        if not ast.get_docstring(function):
            found.append(f"{module.path}:{function.name}: has no docstring")
    return found


def actions_check_a_power(src: Path) -> list[str]:
    """Each action checks a power, or moves a case, which does, or is made of an action that does."""
    return _actions_without(src, GUARDS | MOVES_OF_A_CASE, "checks no power")


def actions_leave_a_line(src: Path) -> list[str]:
    """Each action writes the book: by itself, by a fact, by a case, or by the action that it is made of."""
    return _actions_without(src, LINES_IN_THE_BOOK | MOVES_OF_A_CASE, "leaves no line in the book")


def _actions_without(src: Path, wanted: set[str], complaint: str) -> list[str]:
    found = []
    for module, function in guarded_actions(src):
        calls = set().union(*(called(node) for node in reach(module, function)))
        if not calls & (wanted | actions_imported(module)):
            found.append(f"{module.path}:{function.name}: {complaint}")
    return found


def queries_say_by_what_right(src: Path) -> list[str]:
    """A query that starts from a table takes ``by``, or a row that was already seen, or says ``Without by:`` and why."""
    found = []
    for module in [*rooms(src, "queries", "figures"), *rooms(src, "queries", floor="kernel/*")]:
        for function in functions(module):
            inside = reach(module, function)
            starts = any(attributes(node) & MANAGERS or "cursor" in called(node) for node in inside)
            named = [*keywords_only(function), *(argument.arg for argument in function.args.args)]
            seen = _takes_a_row(function)
            if starts and not seen and "by" not in named and "Without by:" not in (ast.get_docstring(function) or ""):
                found.append(f"{module.path}:{function.name}: reads without by")
    return found


def _takes_a_row(function: ast.FunctionDef) -> bool:
    """Whether the first parameter is a row or a set of rows, which nobody has who was not shown them."""
    first = function.args.args[0].annotation if function.args.args else None
    names = [node.id for node in ast.walk(first) if isinstance(node, ast.Name)] if first else []
    containers = {"Iterable", "Sequence", "Mapping", "Collection"}
    return any(name[0].isupper() and name not in containers for name in names)


def only_doors_read_the_clock(src: Path) -> list[str]:
    """Actions, rules, queries and cores are told ``at`` or ``on``."""
    found = []
    for module in modules(src, "cores/**/*.py", "kernel/**/*.py", "services/**/*.py"):
        is_door = module.parts[0] != "cores" and (module.room in DOOR_ROOMS or module.parts[-1] in DOOR_ROOMS)
        if is_door or module.path in READS_THE_CLOCK:
            continue
        for call in [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]:
            if _reads_clock(call):
                found.append(f"{module.path}:{call.lineno}: reads the clock")
    return found


def _reads_clock(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in {"now", "time_ns"}
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in CLOCKS:
        return False
    owner = call.func.value
    name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
    if call.func.attr == "fromtimestamp":
        return False
    return name in {"datetime", "date", "timezone", "time", "clock"}


def cores_are_pure(src: Path) -> list[str]:
    """Cores use no chance that was not given to them as a seeded ``Random``, no file and no network."""
    found = []
    banned = {"secrets", "uuid", "os", "socket", "subprocess", "urllib", "pathlib", "threading", "time"}
    for module in modules(src, "cores/**/*.py"):
        for node in ast.walk(module.tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name.split(".")[0] for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module.split(".")[0]]
                if node.module == "random" and {alias.name for alias in node.names} - {"Random"}:
                    found.append(f"{module.path}:{node.lineno}: uses unseeded chance")
            found += [f"{module.path}:{node.lineno}: imports {name}" for name in names if name in banned]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                unseeded = node.func.attr != "Random" or not node.args
                if isinstance(owner, ast.Name) and owner.id == "random" and unseeded:
                    found.append(f"{module.path}:{node.lineno}: uses unseeded chance")
                if node.func.attr == "Random" and not node.args:
                    found.append(f"{module.path}:{node.lineno}: uses unseeded chance")
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Random" and not node.args:
                found.append(f"{module.path}:{node.lineno}: uses unseeded chance")
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "open":
                found.append(f"{module.path}:{node.lineno}: opens a file")
    return sorted(set(found))


def no_back_door_through_the_registry(src: Path) -> list[str]:
    """``apps.get_model`` and imports by name leave no import behind them, so no linter would see them."""
    found = []
    for module in modules(src, "services/**/*.py", "kernel/**/*.py", "web/**/*.py", "api/**/*.py"):
        for name in sorted(called(module.tree) & {"get_model", "get_models", "import_module", "__import__"}):
            found.append(f"{module.path}: calls {name}")
    return found


def files_stay_small(src: Path) -> list[str]:
    """A file near 400 lines is asking to become two nouns; a kernel floor of 1,500 to become two floors."""
    found, floors = [], {}
    for module in modules(src):
        lines = module.text.count("\n")
        if lines > MOST_LINES_A_FILE:
            found.append(f"{module.path}: {lines} lines")
        if module.parts[0] == "kernel" and len(module.parts) > 1:
            floors[module.parts[1]] = floors.get(module.parts[1], 0) + lines
    return found + [f"kernel/{name}: {n} lines" for name, n in floors.items() if n > MOST_LINES_A_KERNEL_ROOM]


def names_say_something(src: Path) -> list[str]:
    """No module, class or function is called utils, helpers, common, manager, data, info, process or handle."""
    found = []
    for module in modules(src):
        names = {module.parts[-1], *(part for part in module.parts)}
        names |= {node.name for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        for name in sorted(names):
            if name == "process_exception":  # a middleware hook of Django
                continue
            words = set(re.findall(r"[a-z]+", re.sub(r"([A-Z])", r" \1", name).lower().replace("problems", "problem")))
            said = {word for pair in WORDS_OF_THE_FIELD if pair <= words for word in pair}
            if empty := words & EMPTY_NAMES - said:
                found.append(f"{module.path}: {name} ({', '.join(sorted(empty))})")
    return found


def public_functions_teach(src: Path) -> list[str]:
    """Every public function of a room that others call has a docstring."""
    found = []
    wanted = ("actions", "queries", "rules", "figures", "answers", "contract")
    for module in [*rooms(src, *wanted), *rooms(src, *wanted, floor="kernel/*"), *modules(src, "cores/**/*.py")]:
        for function in functions(module):
            if not ast.get_docstring(function):
                found.append(f"{module.path}:{function.name}: has no docstring")
    return found


RULES = (
    doors_touch_no_manager,
    doors_write_nothing,
    actions_say_who_acts,
    actions_check_a_power,
    actions_leave_a_line,
    queries_say_by_what_right,
    only_doors_read_the_clock,
    cores_are_pure,
    no_back_door_through_the_registry,
    files_stay_small,
    names_say_something,
    public_functions_teach,
)
