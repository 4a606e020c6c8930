using Npgsql;
using NpgsqlTypes;

namespace Ledger.EventStore;

/// <summary>Typed array parameters: one a column, one element a row.</summary>
static class SqlArray
{
    public static NpgsqlParameter Of(long[] values) => Typed(values, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of(Guid[] values) => Typed(values, NpgsqlDbType.Uuid);

    public static NpgsqlParameter Of(Guid?[] values) => Typed(values, NpgsqlDbType.Uuid);

    public static NpgsqlParameter Of(string?[] values) => Typed(values, NpgsqlDbType.Text);

    public static NpgsqlParameter Of(byte[][] values) => Typed(values, NpgsqlDbType.Bytea);

    public static NpgsqlParameter Of(DateTime[] values) => Typed(values, NpgsqlDbType.TimestampTz);

    /// <summary>UTF-8 JSON documents.</summary>
    public static NpgsqlParameter OfJson(byte[][] values) => Typed(values, NpgsqlDbType.Jsonb);

    static NpgsqlParameter<T[]> Typed<T>(T[] values, NpgsqlDbType element) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };
}
