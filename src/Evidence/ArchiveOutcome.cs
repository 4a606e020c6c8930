namespace Ledger.Evidence;

/// <summary>What became of a delivery that was handed to the archive.</summary>
public enum ArchiveOutcome
{
    /// <summary>It lies in the archive now.</summary>
    Archived,

    /// <summary>The same message came before: nothing was written.</summary>
    Repeated,
}
