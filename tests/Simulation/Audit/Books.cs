using Ledger.Simulation.Bus;
using Ledger.Simulation.Storage;
using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Audit;

/// <summary>What the auditor has before him: the facts that were delivered, and the tables as they are.</summary>
sealed class Books
{
    public Books(Plan plan, World world)
    {
        (Plan, World) = (plan, world);
        Written = [.. Tables.Events.Where(row => row.Hash is not null).Select(row => new WrittenFact(row))];
        foreach (var message in world.Queue.Messages.Where(IsToBeRead))
        {
            var fact = message.Message.Sending.Fact;
            var id = WireMessage.FactKeyOf(fact);
            if (!Facts.TryGetValue(id, out var known))
            {
                Facts.Add(id, known = new KnownFact(fact));
            }

            if (known.Contents.TrueForAll(content => content.Content != fact.Content))
            {
                known.Contents.Add(fact);
            }
        }

        foreach (var written in Written)
        {
            if (Facts.TryGetValue(written.EventId, out var known))
            {
                known.Written.Add(written);
            }
        }

        Streams = Facts.Values.ToLookup(known => known.Fact.Stream, StringComparer.Ordinal);
    }

    public Plan Plan { get; }

    public World World { get; }

    public JournalTables Tables => World.Journal;

    /// <summary>Our events, in order of commit.</summary>
    public IReadOnlyList<WrittenFact> Written { get; }

    /// <summary>The table of facts, by their ids.</summary>
    public Dictionary<Guid, KnownFact> Facts { get; } = [];

    public ILookup<string, KnownFact> Streams { get; }

    public bool CashOnCapture => Plan.Profiles.Contains("cash-on-capture");

    /// <summary>What is to be seen of a message in the end: a readable one is done, the rest is set aside.</summary>
    public static Fate FateOf(Sending sending) => sending.Form switch
    {
        WireForm.NextVersion or WireForm.FirstVersion => Fate.Skipped,
        WireForm.Mislabelled or WireForm.Torn => Fate.Dead,
        _ => sending.Fact.Poison ? Fate.Dead : Fate.Done,
    };

    static bool IsToBeRead(QueuedMessage message) => FateOf(message.Message.Sending) == Fate.Done;
}
