using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ledger.Accounting;
using Ledger.Cli.Shell;
using Ledger.Reporting;
using Ledger.Reporting.Balances;

namespace Ledger.Cli.Reports;

/// <summary>The options by which balances are asked for: as of a booking date, as known at a time, in one currency.</summary>
sealed class BalanceOptions
{
    readonly Option<DateOnly?> _asOf = new("--as-of")
    {
        Description = "Last booking date that counts, such as 2026-11-20; without it, all.",
        CustomParser = Date,
    };

    readonly Option<DateTimeOffset?> _knownAt = new("--known-at")
    {
        Description = "What was recorded until then counts, such as 2026-11-20T18:00:00Z (UTC unless it says otherwise).",
        CustomParser = Instant,
    };

    readonly Option<string?> _currency = new("--currency") { Description = "One currency, such as EUR; without it, all." };

    /// <summary>Adds the options to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Options.Add(_asOf);
        command.Options.Add(_knownAt);
        command.Options.Add(_currency);
        return command;
    }

    /// <summary>The question that the command line asks.</summary>
    public BalanceQuestion Question(CommandContext context, string? account)
    {
        var code = context.Get(_currency);
        Currency? currency = code is null ? null
            : Currency.TryParse(code.ToUpperInvariant(), out var known) ? known
            : throw CliError.WrongUsage($"'{code}' is no ISO 4217 currency.", "Give a code such as EUR, JPY or KWD.");
        return new BalanceQuestion(account, currency, context.Get(_asOf), context.Get(_knownAt));
    }

    /// <summary>Asks, and says what to do when the read model cannot answer.</summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ReadModelStaleException stale)
        {
            throw CliError.Missing(
                "READ_MODEL_STALE", stale.Message, "Run 'ledger rebuild', then 'ledger verify', and ask again.");
        }
    }

    /// <summary>What a heading says about the time that was asked for.</summary>
    public static string When(DateOnly? asOf, DateTimeOffset? knownAt) =>
        (asOf is { } day ? $"as of {day:yyyy-MM-dd}" : "all booking dates")
        + (knownAt is { } at ? $", as known at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss.FFFFFF}Z" : "");

    static DateOnly? Date(ArgumentResult result)
    {
        if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no date of the form 2026-11-20.");
        return null;
    }

    static DateTimeOffset? Instant(ArgumentResult result)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, utc, out var instant))
        {
            return instant;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no time of the form 2026-11-20T18:00:00Z.");
        return null;
    }
}
