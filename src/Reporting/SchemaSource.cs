using Npgsql;

namespace Ledger.Reporting;

/// <summary>
/// A schema that is read, and the server it lies on. Those of journal, archive and inventory may be different ones.
/// </summary>
/// <param name="Source">Connections to the server; a role that may only read is enough.</param>
/// <param name="Schema">Name of the schema, such as <c>journal</c>.</param>
public sealed record SchemaSource(NpgsqlDataSource Source, string Schema);
