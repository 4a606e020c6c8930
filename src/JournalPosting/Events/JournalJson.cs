using System.Text.Json.Serialization;
using Ledger.JournalPosting.States;

namespace Ledger.JournalPosting.Events;

/// <summary>
/// Source-generated JSON of the journal's event bodies and states: PascalCase as Marten reads it, nulls left out.
/// </summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalEntryPosted))]
[JsonSerializable(typeof(PaymentEventNoted))]
[JsonSerializable(typeof(PaymentEventHeld))]
[JsonSerializable(typeof(ExceptionRaised))]
[JsonSerializable(typeof(PaymentState))]
public sealed partial class JournalJson : JsonSerializerContext;
