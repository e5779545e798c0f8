"""The design system, the shell, lists and pages of the kernel."""
