using System.Text.Json.Serialization;

namespace Ledger.Contract;

/// <summary>Source-generated JSON of what the contract itself needs.</summary>
[JsonSerializable(typeof(string))]
sealed partial class ContractJson : JsonSerializerContext;
