namespace Ledger.Simulation.Bus;

/// <summary>What the subscriber of the journal topic has received, in order.</summary>
/// <param name="Id">Id of the message.</param>
/// <param name="Body">Its body.</param>
public sealed record Received(Guid Id, string Body);
