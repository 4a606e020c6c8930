namespace Ledger.Simulation.Storage;

/// <summary>What the database knows of an open transaction.</summary>
abstract class SimulatedTransaction
{
    /// <summary>Streams that it has looked at.</summary>
    public IReadOnlyList<string> Streams { get; protected set; } = [];

    /// <summary>True once it has positions.</summary>
    public bool TookPositions { get; protected set; }

    /// <summary>True once it stands, told or not.</summary>
    public bool Committed { get; protected set; }

    /// <summary>Message keys of a batch of repeats only.</summary>
    public IReadOnlyList<Guid> Repeated => Written.Repeated;

    /// <summary>What it has written.</summary>
    protected WrittenRows Written { get; } = new();
}
