using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>What QuickBooks' codes and words mean; each row has its source in the README.</summary>
static class QuickBooksErrors
{
    // Words come before codes: 5010 is a stale object or a closed period, 6210 a closed period or a number that is taken.
    static readonly (string Words, QuickBooksFaultKind Kind, ErpReason Reason)[] ByWords =
    [
        ("ThrottleExceeded", QuickBooksFaultKind.Throttled, ErpReason.ErpFault),
        ("AuthenticationFailed", QuickBooksFaultKind.AccessRefused, ErpReason.AccessRefused),
        ("AuthorizationFailed", QuickBooksFaultKind.AccessRefused, ErpReason.AccessRefused),
        ("Duplicate Document Number", QuickBooksFaultKind.NumberTaken, ErpReason.ReferenceTaken),
        ("Account Period Closed", QuickBooksFaultKind.PeriodClosed, ErpReason.PeriodClosed),
        ("account period has closed", QuickBooksFaultKind.PeriodClosed, ErpReason.PeriodClosed),
        ("closed the books", QuickBooksFaultKind.PeriodClosed, ErpReason.PeriodClosed),
        ("Unexpected Internal Error", QuickBooksFaultKind.Unknown, ErpReason.ErpFault),
        ("made inactive", QuickBooksFaultKind.Refused, ErpReason.MasterDataMissing),
        ("you must choose a", QuickBooksFaultKind.Refused, ErpReason.MasterDataMissing),
        ("you must select a", QuickBooksFaultKind.Refused, ErpReason.MasterDataMissing),
        ("balance debits and credits", QuickBooksFaultKind.Refused, ErpReason.Unbalanced),
        ("not in balance", QuickBooksFaultKind.Refused, ErpReason.Unbalanced),
        ("currency", QuickBooksFaultKind.Refused, ErpReason.CurrencyNotTaken),
    ];

    static readonly Dictionary<int, (QuickBooksFaultKind Kind, ErpReason Reason)> ByCode = new()
    {
        [100] = (QuickBooksFaultKind.AccessRefused, ErpReason.AccessRefused),
        [120] = (QuickBooksFaultKind.AccessRefused, ErpReason.AccessRefused),
        [610] = (QuickBooksFaultKind.Refused, ErpReason.MasterDataMissing),
        [2500] = (QuickBooksFaultKind.Refused, ErpReason.MasterDataMissing),
        [3001] = (QuickBooksFaultKind.Throttled, ErpReason.ErpFault),
        [3100] = (QuickBooksFaultKind.AccessRefused, ErpReason.AccessRefused),
        [3200] = (QuickBooksFaultKind.AccessRefused, ErpReason.AccessRefused),
        [3202] = (QuickBooksFaultKind.AccessRefused, ErpReason.AccessRefused),
        [5020] = (QuickBooksFaultKind.AccessRefused, ErpReason.AccessRefused),
        [6140] = (QuickBooksFaultKind.NumberTaken, ErpReason.ReferenceTaken),
        [6190] = (QuickBooksFaultKind.AccessRefused, ErpReason.AccessRefused),
        [6200] = (QuickBooksFaultKind.PeriodClosed, ErpReason.PeriodClosed),
        [6210] = (QuickBooksFaultKind.PeriodClosed, ErpReason.PeriodClosed),
        [6250] = (QuickBooksFaultKind.Refused, ErpReason.MasterDataMissing),
        [6430] = (QuickBooksFaultKind.Refused, ErpReason.MasterDataMissing),
        [10000] = (QuickBooksFaultKind.Unknown, ErpReason.ErpFault),
    };

    static readonly HashSet<string> AccessTypes =
        new(["AUTHENTICATION", "AuthenticationFault", "AuthorizationFault"], StringComparer.OrdinalIgnoreCase);

    /// <summary>What an error means.</summary>
    public static (QuickBooksFaultKind Kind, ErpReason Reason) Meaning(int status, string? type, QuickBooksError error)
    {
        foreach (var (words, kind, reason) in ByWords)
        {
            if (error.Message.Contains(words, StringComparison.OrdinalIgnoreCase)
                || error.Detail.Contains(words, StringComparison.OrdinalIgnoreCase))
            {
                return (kind, reason);
            }
        }

        return int.TryParse(error.Code, out var code) && ByCode.TryGetValue(code, out var known)
            ? known
            : OfClass(status, type, code);
    }

    static (QuickBooksFaultKind Kind, ErpReason Reason) OfClass(int status, string? type, int code) =>
        type is not null && AccessTypes.Contains(type) ? (QuickBooksFaultKind.AccessRefused, ErpReason.AccessRefused)
        : type == "SystemFault" || status >= 500 ? (QuickBooksFaultKind.Unknown, ErpReason.ErpFault)
        : code is >= 2000 and < 2500 ? (QuickBooksFaultKind.Refused, ErpReason.FieldInvalid)
        : (QuickBooksFaultKind.Refused, ErpReason.RefusedByErp);
}
