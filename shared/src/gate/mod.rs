//! What an update must be before yrs may see it.
