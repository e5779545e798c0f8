"""Officials, citizens, businesses and system clients; sign-in, roles, delegation."""
