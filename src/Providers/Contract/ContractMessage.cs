using System.Text.Json;
using Ledger.Providers.Facts;

namespace Ledger.Providers.Contract;

/// <summary>One message of the open contract (R-GW-02), whatever envelope it came in.</summary>
/// <param name="Origin">Where it comes from; the event's id and type are those of the envelope.</param>
/// <param name="Fields">The object whose members say what happened.</param>
/// <param name="TimeField">What says when it happened, for people.</param>
sealed record ContractMessage(FactOrigin Origin, JsonElement Fields, string TimeField);
