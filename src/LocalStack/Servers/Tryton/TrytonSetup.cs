namespace Ledger.LocalStack.Servers.Tryton;

/// <summary>What is chosen once for a private Tryton and remembered in its folder.</summary>
/// <param name="Port">Port on 127.0.0.1.</param>
/// <param name="AdminPassword">Password of the administrator.</param>
sealed record TrytonSetup(int Port, string AdminPassword);
