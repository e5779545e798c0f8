"""Every list page by its name, for jobs to find it again."""

from typing import TYPE_CHECKING, Any

from tinhso.kernel.registry import Registry

if TYPE_CHECKING:
    from tinhso.kernel.web.lists.pages import ListPage

lists: "Registry[ListPage[Any]]" = Registry("lists")
