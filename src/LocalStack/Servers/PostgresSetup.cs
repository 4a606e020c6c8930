namespace Ledger.LocalStack.Servers;

/// <summary>What is chosen once for a private PostgreSQL and remembered in its folder.</summary>
/// <param name="DataFolder">Where its data is; elsewhere when its user cannot reach the folder.</param>
/// <param name="Port">Its port on 127.0.0.1.</param>
/// <param name="Password">Password of the user <c>ledger</c>.</param>
/// <param name="Initialized">True once the data folder is whole.</param>
sealed record PostgresSetup(string DataFolder, int Port, string Password, bool Initialized);
