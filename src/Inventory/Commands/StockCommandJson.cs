using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ledger.Inventory.Commands;

/// <summary>Source-generated JSON of commands: camelCase, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(StockCommand))]
public sealed partial class StockCommandJson : JsonSerializerContext
{
    /// <summary>The bytes of a command.</summary>
    public static byte[] Write(StockCommand command) => JsonSerializer.SerializeToUtf8Bytes(command, Default.StockCommand);

    /// <summary>Reads a command.</summary>
    /// <exception cref="JsonException">It is not as documented.</exception>
    public static StockCommand Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, Default.StockCommand) ?? throw new JsonException("The body is null.");
}
