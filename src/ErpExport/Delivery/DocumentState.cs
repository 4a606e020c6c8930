namespace Ledger.ErpExport.Delivery;

/// <summary>Where a document's delivery stands. THE list; the moves between them are in <see cref="DocumentMoves"/>.</summary>
public enum DocumentState
{
    /// <summary>Cut, and not sent yet.</summary>
    Planned,

    /// <summary>On its way: what the ERP has of it is not known until the answer is there.</summary>
    Sending,

    /// <summary>A draft in the ERP; it does not count yet.</summary>
    Drafted,

    /// <summary>The draft is being posted.</summary>
    Posting,

    /// <summary>Taken in, and worked on there.</summary>
    Accepted,

    /// <summary>Posted, by the ERP's own word.</summary>
    Posted,

    /// <summary>Nobody can say. It is left only by finding out.</summary>
    Unknown,

    /// <summary>Not taken, because there were too many calls.</summary>
    Throttled,

    /// <summary>It waits for a person to do something in the ERP, or here.</summary>
    Held,

    /// <summary>Refused for what it says; it waits for a person to set right why, and for <c>retry</c>.</summary>
    Rejected,

    /// <summary>Read back from the ERP, and the same there.</summary>
    Confirmed,

    /// <summary>Read back, and not the same there, or not there: an exception with both sides.</summary>
    Mismatch,

    /// <summary>Another document stands in its place; it never reached the ERP.</summary>
    Superseded,
}

/// <summary>The words of the states.</summary>
public static class DocumentStates
{
    static readonly Dictionary<DocumentState, string> Words = Enum.GetValues<DocumentState>()
        .ToDictionary(state => state, state => state.ToString().ToLowerInvariant());

    static readonly Dictionary<string, DocumentState> ByWord = Words.ToDictionary(
        pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>All words, in order of the list.</summary>
    public static IReadOnlyCollection<string> All => Words.Values;

    /// <summary>The word in tables, messages and commands, such as <c>posted</c>.</summary>
    public static string Word(this DocumentState state) => Words[state];

    /// <summary>The state of a word; null for a word that is none.</summary>
    public static DocumentState? Find(string word) => ByWord.TryGetValue(word, out var state) ? state : null;
}
