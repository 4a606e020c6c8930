using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ledger.Cli.Shell;

namespace Ledger.Cli.Erp;

/// <summary>Arguments and options that the commands have in common.</summary>
static class ErpOptions
{
    /// <summary>Most characters of an actor, as acknowledgements take it.</summary>
    const int ActorMax = 100;

    const int ReasonMax = 250;

    /// <summary>Most rows that a list may be asked for.</summary>
    public const int LimitMax = 100_000;

    /// <summary>The target.</summary>
    public static Argument<string> Target() => new("target") { Description = "Name of the target, as 'ledger erp targets' shows it." };

    /// <summary>A document.</summary>
    public static Argument<string> Document() => new("reference") { Description = "Reference of the document, such as LDG00000F-00012." };

    /// <summary>A document, or none.</summary>
    public static Argument<string?> DocumentOrNone(string without) => new("reference")
    {
        Description = $"Reference of the document, such as LDG00000F-00012; without it {without}.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Who gives the command.</summary>
    public static Option<string> Actor() => new("--actor")
    {
        Description = "Who gives the command; without it the user of this machine.",
        DefaultValueFactory = _ => Environment.UserName,
    };

    /// <summary>Why.</summary>
    public static Option<string?> Reason(bool required, string what) => new("--reason") { Description = what, Required = required };

    /// <summary>At most so many.</summary>
    public static Option<int> Limit(string of, int most = 50) => new("--limit")
    {
        Description = $"Most {of} (1 to {LimitMax}).",
        DefaultValueFactory = _ => most,
    };

    /// <summary>A day.</summary>
    public static Option<DateOnly?> Day(string name, string what) => new(name) { Description = what, CustomParser = ParseDay };

    /// <summary>The actor that was given.</summary>
    public static string ActorOf(CommandContext context, Option<string> option) =>
        context.Get(option) is { Length: > 0 and <= ActorMax } actor && !string.IsNullOrWhiteSpace(actor)
            ? actor
            : throw CliError.WrongUsage($"--actor is empty, or longer than {ActorMax} characters.", "Name whoever gives the command.");

    /// <summary>The reason that was given; null when none was.</summary>
    public static string? ReasonOf(CommandContext context, Option<string?> option) => context.Get(option) switch
    {
        null => null,
        { Length: <= ReasonMax } text when !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl) => text,
        _ => throw CliError.WrongUsage(
            $"--reason is empty, longer than {ReasonMax} characters, or not printable.", "Say why in one sentence."),
    };

    /// <summary>The limit that was given.</summary>
    public static int LimitOf(CommandContext context, Option<int> option) => context.Get(option) is var limit and >= 1 and <= LimitMax
        ? limit
        : throw CliError.WrongUsage("--limit is out of range.", $"Give a number from 1 to {LimitMax}.");

    static DateOnly? ParseDay(ArgumentResult result)
    {
        if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no date of the form 2026-11-20.");
        return null;
    }
}
