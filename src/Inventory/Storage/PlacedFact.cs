using System.Runtime.InteropServices;
using Ledger.Inventory.Events;

namespace Ledger.Inventory.Storage;

/// <summary>A fact with its place in the stream.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct PlacedFact(long Position, string StreamId, DateTimeOffset RecordedAt, StockFact Fact);
