using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Audit;

/// <summary>A row of the auditor's table: a fact that was delivered, and all that the ledger wrote about it.</summary>
sealed class KnownFact(Fact first)
{
    /// <summary>The fact as first told.</summary>
    public Fact Fact => first;

    /// <summary>All that was told about it, each content once.</summary>
    public List<Fact> Contents { get; } = [];

    /// <summary>Events about it, in order of commit.</summary>
    public List<WrittenFact> Written { get; } = [];

    public IEnumerable<WrittenFact> Entries => Written.Where(written => written.Posted);

    public bool IsPosted => Written.Exists(written => written.Posted);

    /// <summary>Outcomes that are none of: a hold, an overdue hold, a contradiction by another message.</summary>
    public IEnumerable<WrittenFact> Finals =>
        Written.Where(written => written.Noted || (written.Raised && !written.Contradiction));

    /// <summary>What became of it, in one word or in a word and a reason; null when nothing or too much did.</summary>
    public string? Outcome
    {
        get
        {
            var finals = Finals.ToList();
            return (IsPosted, finals) switch
            {
                (true, []) => "posted",
                (false, [{ Noted: true } noted]) => noted.Disposition,
                (false, [var raised]) => $"exception {raised.Reason}",
                (false, []) when Written.Exists(written => written.HeldBack) => "held",
                _ => null,
            };
        }
    }

    public bool Is(string kind) => Fact.Effect == kind;
}
