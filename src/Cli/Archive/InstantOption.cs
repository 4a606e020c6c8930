using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Ledger.Cli.Archive;

/// <summary>A moment on the command line: a day, or a day with a time; UTC unless it says otherwise.</summary>
static class InstantOption
{
    static readonly string[] Forms =
    [
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFF", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFK",
    ];

    /// <summary>An option.</summary>
    public static Option<DateTimeOffset?> Of(string name, string what, bool required = false) => new(name)
    {
        Description = $"{what}, such as 2026-11-20 or 2026-11-20T13:30 (UTC).",
        Required = required,
        CustomParser = Parse,
    };

    /// <summary>A month, such as 2026-11.</summary>
    public static Option<DateOnly?> Month(string name, string what) => new(name)
    {
        Description = $"{what}, such as 2026-11.",
        CustomParser = result => DateOnly.TryParseExact(
            result.Tokens[0].Value, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            ? month
            : Wrong<DateOnly?>(result, "is no month of the form 2026-11"),
    };

    static DateTimeOffset? Parse(ArgumentResult result) => DateTimeOffset.TryParseExact(
        result.Tokens[0].Value, Forms, CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
        ? at
        : Wrong<DateTimeOffset?>(result, "is no moment of the form 2026-11-20 or 2026-11-20T13:30");

    static T? Wrong<T>(ArgumentResult result, string why)
    {
        result.AddError($"'{result.Tokens[0].Value}' {why}.");
        return default;
    }
}
