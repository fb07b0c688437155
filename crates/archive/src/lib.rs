//! Tables, evidence files and derived indexes; append, snapshot, check, rebuild.
