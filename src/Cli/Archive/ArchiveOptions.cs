using System.CommandLine;
using Ledger.Cli.Shell;

namespace Ledger.Cli.Archive;

/// <summary>Options that the commands have in common.</summary>
static class ArchiveOptions
{
    const int TextMax = 250;

    /// <summary>Who gives the command.</summary>
    public static Option<string> Actor() => new("--actor")
    {
        Description = "Who gives the command; without it the user of this machine.",
        DefaultValueFactory = _ => Environment.UserName,
    };

    /// <summary>Why.</summary>
    public static Option<string?> Reason(bool required) => new("--reason")
    {
        Description = "Why, in one sentence; it is kept.",
        Required = required,
    };

    /// <summary>The actor that was given.</summary>
    public static string ActorOf(CommandContext context, Option<string> option) =>
        Printable(context.Get(option))
        ?? throw CliError.WrongUsage("--actor is empty or not printable.", "Name whoever gives the command.");

    /// <summary>The reason that was given; null when none was.</summary>
    public static string? ReasonOf(CommandContext context, Option<string?> option) => context.Get(option) is not { } text
        ? null
        : Printable(text) ?? throw CliError.WrongUsage(
            $"--reason is empty, longer than {TextMax} characters, or not printable.", "Say why in one sentence.");

    static string? Printable(string? text) =>
        text is { Length: <= TextMax } && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl) ? text.Trim() : null;
}
