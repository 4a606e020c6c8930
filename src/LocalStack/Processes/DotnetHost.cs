namespace Ledger.LocalStack.Processes;

/// <summary>The program that runs our programs.</summary>
public static class DotnetHost
{
    /// <summary>Our own host when we run as <c>dotnet x.dll</c>; a test program is its own host and is told of one.</summary>
    public static string Program =>
        Environment.ProcessPath is { } path && string.Equals(Path.GetFileName(path), "dotnet", StringComparison.Ordinal)
            ? path
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
