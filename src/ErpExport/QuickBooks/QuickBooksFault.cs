using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>Why an answer is not what was asked for.</summary>
/// <param name="Kind">What follows from it.</param>
/// <param name="Reason">Its name; says nothing for <see cref="QuickBooksFaultKind.Throttled"/>.</param>
/// <param name="Detail">QuickBooks' own words, or ours where it had none.</param>
/// <param name="Code">QuickBooks' code; null without one.</param>
sealed record QuickBooksFault(QuickBooksFaultKind Kind, ErpReason Reason, string Detail, string? Code = null)
{
    const int DetailMax = 500;

    /// <summary>Classifies an answer without readable words, by its status.</summary>
    public static QuickBooksFault OfStatus(int status) => status switch
    {
        429 => new(QuickBooksFaultKind.Throttled, ErpReason.ErpFault, "There are too many calls."),
        401 or 403 => new(QuickBooksFaultKind.AccessRefused, ErpReason.AccessRefused, $"QuickBooks refuses our access (HTTP {status})."),
        408 or 504 => new(QuickBooksFaultKind.Unknown, ErpReason.TimedOut, $"QuickBooks took too long (HTTP {status})."),
        >= 500 => new(QuickBooksFaultKind.Unknown, ErpReason.ErpFault, $"QuickBooks is at fault (HTTP {status})."),
        _ => new(QuickBooksFaultKind.Unknown, ErpReason.AnswerUnreadable, $"The answer is not QuickBooks' JSON (HTTP {status})."),
    };

    /// <summary>Classifies a fault by codes and words: some codes mean several things, and only the words tell them apart.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="type">The fault's type, such as <c>ValidationFault</c>.</param>
    /// <param name="errors">Its errors; the gravest counts.</param>
    public static QuickBooksFault Of(int status, string? type, IReadOnlyList<QuickBooksError> errors)
    {
        if (errors.Count == 0)
        {
            return OfStatus(status) is { Reason: not ErpReason.AnswerUnreadable } known
                ? known
                : new(QuickBooksFaultKind.Refused, ErpReason.RefusedByErp, $"QuickBooks tells a fault without an error ({type}).");
        }

        var (kind, reason, error) = errors
            .Select(error => (Meaning: QuickBooksErrors.Meaning(status, type, error), Error: error))
            .OrderBy(pair => pair.Meaning.Kind).Select(pair => (pair.Meaning.Kind, pair.Meaning.Reason, pair.Error)).First();
        var words = string.Join("; ", errors.Select(each => each.Words).Distinct(StringComparer.Ordinal));
        return new(kind, reason, words.Length <= DetailMax ? words : words[..DetailMax], error.Code);
    }
}

/// <summary>What follows from a fault; the gravest first.</summary>
enum QuickBooksFaultKind
{
    /// <summary>Nothing happened; the whole target pauses.</summary>
    Throttled,

    /// <summary>Nothing happened; the token is renewed, or a person logs in again.</summary>
    AccessRefused,

    /// <summary>Nobody can say what happened.</summary>
    Unknown,

    /// <summary>The books are closed on that day.</summary>
    PeriodClosed,

    /// <summary>The company refuses a number that is used already.</summary>
    NumberTaken,

    /// <summary>Refused for what it says.</summary>
    Refused,
}

/// <summary>One error of a fault.</summary>
/// <param name="Code">Its code without leading zeros; null without one.</param>
/// <param name="Message">What kind of error it is.</param>
/// <param name="Detail">What was found.</param>
sealed record QuickBooksError(string? Code, string Message, string Detail)
{
    /// <summary>Both texts, once.</summary>
    public string Words =>
        Detail.Length == 0 ? Message
        : Detail.StartsWith(Message, StringComparison.Ordinal) ? Detail
        : $"{Message}: {Detail}";
}
