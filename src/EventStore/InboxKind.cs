namespace Ledger.EventStore;

/// <summary>Names of the repeats in <c>inbox_repeat</c>.</summary>
static class InboxKind
{
    public static string Of(InboxVerdict verdict) =>
        verdict switch
        {
            InboxVerdict.KeyReused => "KEY_REUSED",
            InboxVerdict.SameMessage => "SAME_MESSAGE",
            InboxVerdict.FactContradicted => "FACT_CONTRADICTED",
            InboxVerdict.SameFact => "SAME_FACT",
            InboxVerdict.New => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "A new claim is no repeat."),
        };

    public static InboxVerdict Parse(string kind) =>
        kind == "KEY_REUSED" ? InboxVerdict.KeyReused : InboxVerdict.FactContradicted;
}
