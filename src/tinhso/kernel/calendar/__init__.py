"""Vietnamese working time: office hours, holidays, swapped days and due dates that explain themselves."""
