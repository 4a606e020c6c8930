namespace Ledger.Cli.Shell;

/// <summary>
/// Why a command stops, told to a person: what was found, why it cannot go on, what to do about it. Printed without a
/// stack trace; with <c>--json</c> as <c>{"error":{"name","message","hint"}}</c>.
/// </summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="name">Stable name for programs, upper snake case, such as <c>STACK_NOT_FOUND</c>.</param>
/// <param name="message">What was found and why it stops.</param>
/// <param name="hint">What to do.</param>
sealed class CliError(int exitCode, string name, string message, string hint) : Exception(message)
{
    /// <summary>One of <see cref="Shell.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Stable name for programs.</summary>
    public string Name { get; } = name;

    /// <summary>What to do.</summary>
    public string Hint { get; } = hint;

    /// <summary>The answer is no.</summary>
    public static CliError No(string name, string message, string hint) => new(Shell.ExitCode.No, name, message, hint);

    /// <summary>An argument cannot be used.</summary>
    public static CliError WrongUsage(string message, string hint) =>
        new(Shell.ExitCode.WrongUsage, "WRONG_USAGE", message, hint);

    /// <summary>Something is missing on this machine or in the configuration.</summary>
    public static CliError Missing(string name, string message, string hint) =>
        new(Shell.ExitCode.Missing, name, message, hint);

    /// <summary>A server cannot be reached.</summary>
    public static CliError Unreachable(string name, string message, string hint) =>
        new(Shell.ExitCode.Unreachable, name, message, hint);
}
