using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport.Outside;

/// <summary>
/// Of which targets others say what became of documents: the one rule for the bus, the API and the command line. Whoever may publish on
/// the exchange, has a key or reaches the database is not by that the ERP of a target whose adapter is ours.
/// </summary>
public static class OutsideTargets
{
    /// <summary>Why nobody outside speaks for a target; null when somebody may. A target that is not configured is nobody's.</summary>
    /// <param name="targets">The configured targets.</param>
    /// <param name="name">Name of the target that is spoken for.</param>
    public static string? Fault(IReadOnlyList<ErpTarget> targets, string name) =>
        targets.FirstOrDefault(target => target.Name == name) switch
        {
            null => $"Target {name} is not among the configured targets; nobody acknowledges its documents.",
            { IsOutside: false } => $"Target {name} has an adapter of the export's own; nobody else acknowledges its documents.",
            _ => null,
        };
}
