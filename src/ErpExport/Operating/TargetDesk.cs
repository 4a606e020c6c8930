using Ledger.ErpExport.Storage;

namespace Ledger.ErpExport.Operating;

/// <summary>What a person says about a target as a whole, and about what was found in its ERP.</summary>
/// <param name="writer">The way in.</param>
/// <param name="actor">Who, at most 100 characters.</param>
/// <param name="time">The clock.</param>
public sealed class TargetDesk(ErpWriter writer, string actor, TimeProvider time)
{
    /// <summary>Pauses a target, lets it go on, or has a run cut.</summary>
    /// <param name="target">The target, which must be known: a new name would become one.</param>
    /// <param name="command">What.</param>
    /// <param name="reason">Why; null for nothing.</param>
    /// <param name="ct">Stops before it is committed.</param>
    public Task<ErpOutcome> CommandAsync(string target, TargetCommand command, string? reason, CancellationToken ct) =>
        writer.CommitAsync(new ErpMessage.Commanded(NewId(), target, command, reason, actor), ct);

    /// <summary>Is done with a foreign entry in the ERP, in all its versions.</summary>
    /// <param name="target">The target.</param>
    /// <param name="erpId">The ERP's id of it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="undone">True when it was taken back there: it explains no difference any more.</param>
    /// <param name="ct">Stops before it is committed.</param>
    public Task<ErpOutcome> CloseAsync(string target, string erpId, string reason, bool undone, CancellationToken ct) =>
        writer.CommitAsync(new ErpMessage.Closed(NewId(), target, erpId, reason, undone, actor), ct);

    Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());
}
