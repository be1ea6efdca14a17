"""How templates become code. The only importer of jinja2.

Jinja's own code, but for what pages do a million times over: a theme's words are put in when a template is compiled, a
text is printed as the text it is (and not as an object that says that it is safe), and a macro is called like any
function.
"""

from collections.abc import Callable, Mapping, Sequence
from keyword import iskeyword
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import TemplateSyntaxError
from jinja2.idtracking import VAR_LOAD_RESOLVE
from markupsafe import Markup, escape

__all__ = ["Markup", "Template", "TemplateSyntaxError", "Templates", "escape"]


def printed(value: object) -> str:
    """What stands on a page for a value: a text escaped, Markup as it is."""
    if type(value) is str:
        if value.isalnum():
            return value
        text = value.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
        return text.replace("'", "&#39;").replace('"', "&#34;")
    return value if type(value) is Markup else str(value) if type(value) is int else escape(value)


class Templates(Environment):
    """The templates of some folders. `words` are functions from a key to a text, by the name that templates know."""

    def __init__(self, folders: Sequence[Path], words: Mapping[str, Callable[[str], str]]) -> None:
        super().__init__(
            loader=FileSystemLoader(folders),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.words = words
        self.globals.update(words)
        self.printed = printed


class _Code(CodeGenerator):
    """Where Jinja's code generator says that it may be overridden."""

    environment: Templates

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("printed = environment.printed")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> str:
        return super()._output_child_to_const(self._worded(node, frame), frame, finalize)

    def _worded(self, node: nodes.Expr, frame: Frame) -> nodes.Expr:
        """A text in the place of the call that asks for it. That there is none is said when the template runs."""
        match node:
            case nodes.Call(node=nodes.Name(name=name), args=[nodes.Const(value=str(key))]) if (
                name in self.environment.words
                and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
                and frame.symbols.find_load(frame.symbols.ref(name)) == (VAR_LOAD_RESOLVE, name)
            ):
                return nodes.Const(self.environment.words[name](key))
        return node

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("printed(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """A call as Python writes it: nothing that templates may call asks for the context."""
        if node.dyn_args or node.dyn_kwargs or any(iskeyword(named.key) for named in node.kwargs):
            super().visit_Call(node, frame, forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")


Templates.code_generator_class = _Code
