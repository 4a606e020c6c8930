using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.ErpExport.Adapters;
using Npgsql;

namespace Ledger.ErpExport.Storage;

/// <summary>
/// Tokens in the export's schema, sealed with AES-256-GCM. Renewing holds the row's lock: one process asks the ERP, the others wait and are
/// given what it brought.
/// </summary>
/// <param name="source">Where the schema lies.</param>
/// <param name="schema">Its name.</param>
/// <param name="sealingKey">32 bytes; null where no token may be kept.</param>
/// <param name="time">The clock.</param>
public sealed partial class PostgresTokenVault(NpgsqlDataSource source, string schema, byte[]? sealingKey, TimeProvider time) : ITokenVault
{
    const int NonceBytes = 12;
    const int TagBytes = 16;

    /// <inheritdoc/>
    public async Task<ErpTokens?> ReadAsync(string key, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"select sealed from {schema}.token where key = $1");
        command.Parameters.Add(ErpColumns.Text(key));
        return await command.ExecuteScalarAsync(ct) is byte[] kept ? Open(key, kept) : null;
    }

    /// <inheritdoc/>
    public async Task<ErpTokens> RenewAsync(
        string key, ErpTokens? known, Func<ErpTokens?, CancellationToken, Task<ErpTokens>> renew, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(hashtextextended($1, 0))", ct, ErpColumns.Text($"{schema}/{key}"));
        await using var select = new NpgsqlCommand($"select sealed from {schema}.token where key = $1", connection);
        select.Parameters.Add(ErpColumns.Text(key));
        var stored = await select.ExecuteScalarAsync(ct) is byte[] kept ? Open(key, kept) : null;
        if (stored is not null && stored.Access != known?.Access && stored.ExpiresAt > time.GetUtcNow())
        {
            return stored;
        }

        var renewed = await renew(stored, ct);
        // The ERP has replaced the old token by now: whatever happens to the caller, the new one is kept.
        await ExecuteAsync(
            connection,
            $"""
            insert into {schema}.token (key, sealed, changed_at) values ($1, $2, $3)
            on conflict (key) do update set sealed = excluded.sealed, changed_at = excluded.changed_at
            """,
            CancellationToken.None, ErpColumns.Text(key), new NpgsqlParameter<byte[]> { TypedValue = Seal(key, renewed) },
            ErpColumns.Moment(time.GetUtcNow()));
        await transaction.CommitAsync(CancellationToken.None);
        return renewed;
    }

    byte[] Seal(string key, ErpTokens tokens)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(tokens, TokenJson.Default.ErpTokens);
        var result = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(Key(), TagBytes);
        cipher.Encrypt(
            result.AsSpan(0, NonceBytes), plain, result.AsSpan(NonceBytes + TagBytes), result.AsSpan(NonceBytes, TagBytes),
            System.Text.Encoding.UTF8.GetBytes(key));
        return result;
    }

    ErpTokens Open(string key, byte[] kept)
    {
        var plain = new byte[kept.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(Key(), TagBytes);
        cipher.Decrypt(
            kept.AsSpan(0, NonceBytes), kept.AsSpan(NonceBytes + TagBytes), kept.AsSpan(NonceBytes, TagBytes), plain,
            System.Text.Encoding.UTF8.GetBytes(key));
        return JsonSerializer.Deserialize(plain, TokenJson.Default.ErpTokens)!;
    }

    byte[] Key() => sealingKey is { Length: 32 }
        ? sealingKey
        : throw new InvalidOperationException("Tokens are kept sealed: LEDGER_ERP_TOKEN_KEY must name a file with 32 bytes in base64.");

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    [JsonSerializable(typeof(ErpTokens))]
    sealed partial class TokenJson : JsonSerializerContext;
}
