using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Ledger.Reporting.Verifying;

/// <summary>
/// A body as its row holds it, opened and unpacked by other code than the archive's: what one wrote wrongly, the other does not
/// read rightly.
/// </summary>
/// <param name="masterKey">Gives a master key by its name; null when it is not at hand.</param>
sealed class ArchivedBody(Func<string, byte[]?> masterKey)
{
    /// <summary>What <see cref="HashOf"/> reads, from <c>raw_delivery r</c> with <see cref="Keys"/>.</summary>
    public const string Columns =
        """
        r.delivery_id, r.body, r.unpacked_bytes, r.key_id, to_char(m.month, 'YYYY-MM'), m.master_id, m.wrapped,
        r.subject_key_id, encode(s.subject, 'hex'), s.master_id, s.wrapped, a.kind, a.act_id, r.removed_by
        """;

    /// <summary>Joins what <see cref="Columns"/> needs.</summary>
    public const string Keys =
        """
        left join archive_key m on m.key_id = r.key_id
        left join archive_key s on s.key_id = r.subject_key_id
        left join archive_act a on a.act_id = coalesce(r.removed_by, s.destroyed_by, m.destroyed_by)
        """;

    const int NonceBytes = 12;
    const int TagBytes = 16;

    /// <summary>The act that destroyed the body or its key; null when it must be there.</summary>
    public static (string Kind, long ActId)? Destroyed(NpgsqlDataReader row) =>
        row.IsDBNull(11) ? null : (row.GetString(11), row.GetInt64(12));

    /// <summary>SHA-256 of the body, lower-case hex, after <c>SHA-256 </c>; or what is wrong with it.</summary>
    public string HashOf(NpgsqlDataReader row)
    {
        if (row.IsDBNull(1))
        {
            return row.IsDBNull(13) ? "no body" : $"no body, and no act {row.GetInt64(13)} that removed it";
        }

        var packed = row.GetFieldValue<byte[]>(1);
        if (!row.IsDBNull(3))
        {
            var (opened, problem) = Open(row, packed);
            if (opened is null)
            {
                return problem;
            }

            packed = opened;
        }

        return Unpacked(packed, row.IsDBNull(2) ? null : row.GetInt32(2)) is { } hash
            ? $"SHA-256 {Convert.ToHexStringLower(hash)}"
            : "bytes that cannot be unpacked";
    }

    (byte[]? Packed, string Problem) Open(NpgsqlDataReader row, byte[] stored)
    {
        if (row.IsDBNull(4) || (!row.IsDBNull(7) && row.IsDBNull(8)))
        {
            return (null, "a body whose key is not in the archive");
        }

        foreach (var master in row.IsDBNull(7) ? [row.GetString(5)] : (string[])[row.GetString(5), row.GetString(9)])
        {
            if (masterKey(master) is null)
            {
                return (null, $"a body under the master key '{master}', which is not at hand (LEDGER_ARCHIVE_KEYS)");
            }
        }

        try
        {
            byte[] Unwrapped(int master, string purpose) =>
                Decrypt(masterKey(row.GetString(master))!, row.GetFieldValue<byte[]>(master + 1), Ascii($"ledger-archive-key-1 {purpose}"));
            var month = Unwrapped(5, $"month {row.GetString(4)}");
            var subject = row.IsDBNull(7) ? [] : Unwrapped(9, $"subject {row.GetString(8)}");
            var id = row.GetGuid(0).ToByteArray(bigEndian: true);
            var key = HKDF.DeriveKey(
                HashAlgorithmName.SHA256, [.. month, .. subject], 32, salt: [], info: [.. Ascii("ledger-archive-body-1"), .. id]);
            return (Decrypt(key, stored, id), "");
        }
        catch (CryptographicException)
        {
            return (null, "bytes that do not open under their keys");
        }
    }

    static byte[] Decrypt(byte[] key, byte[] stored, byte[] associated)
    {
        if (stored.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("Too short.");
        }

        var plain = new byte[stored.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(
            stored.AsSpan(0, NonceBytes), stored.AsSpan(NonceBytes, plain.Length), stored.AsSpan(NonceBytes + plain.Length), plain,
            associated);
        return plain;
    }

    static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    /// <summary>Hash of a body, unpacked if it is packed; null when it cannot be.</summary>
    static byte[]? Unpacked(byte[] body, int? unpackedBytes)
    {
        if (unpackedBytes is not { } length)
        {
            return SHA256.HashData(body);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var unpacking = new BrotliStream(new MemoryStream(body), CompressionMode.Decompress);
        var piece = new byte[16 * 1024];
        try
        {
            for (int read; length >= 0 && (read = unpacking.Read(piece)) > 0; length -= read)
            {
                hash.AppendData(piece, 0, read);
            }
        }
        catch (Exception malformed) when (malformed is InvalidDataException or InvalidOperationException)
        {
            return null;
        }

        return length == 0 ? hash.GetHashAndReset() : null;
    }
}
