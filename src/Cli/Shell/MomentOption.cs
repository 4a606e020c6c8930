using System.CommandLine;

namespace Ledger.Cli.Shell;

/// <summary>A moment on the command line, also as how long ago: it is read when the command runs, by the command's clock.</summary>
static class MomentOption
{
    /// <summary>An option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="what">What it means, without a full stop.</param>
    /// <param name="required">True when it must be given.</param>
    public static Option<string?> Of(string name, string what, bool required = false) => new(name)
    {
        Description = $"{what}: a day (UTC), a time with offset, or how long ago, such as 2026-11-20T12:00Z, 7d or 12h.",
        Required = required,
    };

    /// <summary>The moment that was given (UTC); null when none was.</summary>
    /// <exception cref="CliError">It is no moment.</exception>
    public static DateTimeOffset? Get(this CommandContext context, Option<string?> option, DateTimeOffset now) =>
        context.Get(option) is { } text ? Read(option.Name, text, now) : null;

    /// <summary>Reads the value of an option.</summary>
    /// <exception cref="CliError">It is no moment.</exception>
    public static DateTimeOffset Read(string option, string text, DateTimeOffset now) => MomentText.Read(text, now)
        ?? throw CliError.WrongUsage(
            $"{option} '{text}' is no time.", "Give a day (2026-11-01, UTC), a time with offset (2026-11-01T10:00:00Z), or 7d, 12h, 30m.");
}
