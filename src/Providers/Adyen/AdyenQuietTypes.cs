namespace Ledger.Providers.Adyen;

/// <summary>Types that are known and state nothing to post, with the reason: archived as NO_FACT, not counted as unknown.</summary>
static class AdyenQuietTypes
{
    const string Notice = "A notice of the dispute: CHARGEBACK, CHARGEBACK_REVERSED and SECOND_CHARGEBACK say when money moves.";
    const string ThirdParty = "A payout to a third party: the ledger has no class for it.";
    const string Nothing = "The event type states nothing to post.";

    static readonly Dictionary<string, string> Items = new(StringComparer.Ordinal)
    {
        ["INFORMATION_SUPPLIED"] = Notice,
        ["ISSUER_COMMENTS"] = Notice,
        ["PREARBITRATION_OPEN"] = Notice,
        ["PREARBITRATION_ACCEPTED"] = Notice,
        ["PREARBITRATION_DECLINED"] = Notice,
        ["PREARBITRATION_ISSUER_WITHDRAWN"] = Notice,
        ["SCHEME_ARBITRATION"] = Notice,
        ["PAYOUT_THIRDPARTY"] = ThirdParty,
        ["PAYOUT_DECLINE"] = ThirdParty,
        ["PAYOUT_EXPIRE"] = ThirdParty,
        ["PAIDOUT_REVERSED"] = ThirdParty,
        ["ORDER_OPENED"] = "Each payment of the order has events of its own.",
        ["ORDER_CLOSED"] = "Each payment of the order has events of its own.",
        ["POSTPONED_REFUND"] = "The refund waits for the capture.",
        ["PENDING"] = "The payment is not final yet.",
        ["ACH_NOTIFICATION_OF_CHANGE"] = Nothing,
        ["AUTHENTICATION"] = Nothing,
        ["AUTORESCUE"] = Nothing,
        ["CANCEL_AUTORESCUE"] = Nothing,
        ["DIRECT_DEBIT_NOTICE_OF_CHANGE_NOTIFICATION"] = Nothing,
        ["HANDLED_EXTERNALLY"] = Nothing,
        ["MANUAL_REVIEW_ACCEPT"] = Nothing,
        ["MANUAL_REVIEW_REJECT"] = Nothing,
        ["PROCESS_RETRY"] = Nothing,
        ["RECURRING_CONTRACT"] = Nothing,
    };

    /// <summary>Of these families of messages everything that has no method of its own.</summary>
    static readonly string[] Families =
    [
        "balancePlatform.", "merchant.", "paymentMethod.", "paymentMethodRequest.", "terminalAssignment.", "terminalBoarding.",
        "terminalSettings.", "recurring.token.", "ach.", "eft.", "directDebit.",
    ];

    /// <summary>Why an item states nothing to post; null when its code is not known to be quiet.</summary>
    internal static string? OfItem(string code) => Items.GetValueOrDefault(code);

    /// <summary>Why a message states nothing to post; null when its type is not known to be quiet.</summary>
    internal static string? OfMessage(string type) => type switch
    {
        "balancePlatform.transaction.created" => "The transfer that the transaction belongs to has messages of its own.",
        _ => Array.Exists(Families, family => type.StartsWith(family, StringComparison.Ordinal)) ? Nothing : null,
    };
}
