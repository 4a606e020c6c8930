using System.Data.Common;
using System.Globalization;
using Ledger.ErpExport;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Outside;
using Ledger.ErpExport.Storage;
using Ledger.EventStore;
using Ledger.Worker.Keys;
using Npgsql;

namespace Ledger.Worker.Erp;

/// <summary>
/// The ERP API of adapters that others run: documents of outside targets, and acknowledgements of them, for those who would rather ask than
/// subscribe. Nothing is open without a key (<c>LEDGER_ERP_KEYS</c>); the key's name is the actor of what it says.
/// </summary>
sealed class ErpApi(
    NpgsqlDataSource source, ErpWriter export, ErpExportOptions options, KeyDirectory<ErpRole>? keys, TimeProvider time,
    ILogger<ErpApi> log)
{
    const int BodyBytesMax = 16 * 1024;
    const int LimitMax = 500;
    const int LimitDefault = 100;
    const string Scheme = "Bearer ";
    const string Documents = "/v1/erp/{target}/documents";

    static readonly ErpRole[] Readers = [ErpRole.Documents, ErpRole.Erp];
    static readonly ErpRole[] Writers = [ErpRole.Erp];
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly ErpReads _reads = new(source, options.Schema);

    /// <summary>Maps its addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        if (keys is null)
        {
            log.ErpKeysNotSet();
        }

        routes.MapGet(Documents, http => WithTargetAsync(http, Readers, (target, _, ct) => ListAsync(http, target, ct)));
        routes.MapGet(
            $"{Documents}/{{reference}}", http => WithTargetAsync(http, Readers, (target, _, ct) => DocumentAsync(http, target, ct)));
        routes.MapPost(
            $"{Documents}/{{reference}}/acknowledgement",
            http => WithTargetAsync(http, Writers, (target, actor, ct) => AcknowledgeAsync(http, target, actor, ct)));
    }

    async Task WithTargetAsync(HttpContext http, IReadOnlyList<ErpRole> roles, Func<string, string, CancellationToken, Task> answer)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await AdmitAsync(http) is not { } holder)
        {
            return;
        }

        var target = Named(http, "target");
        if (!holder.May(roles))
        {
            await ErpAnswer.RefuseAsync(
                http, ErpApiReason.ErpRoleMissing,
                $"Needs the role {string.Join(" or ", roles.Select(role => role.ToString().ToLowerInvariant()))}.");
        }
        else if (OutsideTargets.Fault(options.Targets, target) is not null)
        {
            await ErpAnswer.RefuseAsync(http, ErpApiReason.ErpTargetUnknown);
        }
        else
        {
            await WithStorageAsync(http, ct => answer(target, holder.Name, ct));
        }
    }

    async Task ListAsync(HttpContext http, string target, CancellationToken ct)
    {
        string Asked(string name, string otherwise) => http.Request.Query[name].ToString() is { Length: > 0 } value ? value : otherwise;

        var state = DocumentStates.Find(Asked("state", DocumentState.Accepted.Word()));
        var after = Asked("after", "");
        var most = Asked("limit", LimitDefault.ToString(CultureInfo.InvariantCulture));
        var limit = int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        if (state is null)
        {
            await ErpAnswer.RefuseAsync(
                http, ErpApiReason.QuestionMalformed, $"'state' is one of {string.Join(", ", DocumentStates.All)}.");
        }
        else if (limit is < 1 or > LimitMax)
        {
            await ErpAnswer.RefuseAsync(http, ErpApiReason.QuestionMalformed, $"'limit' is 1 to {LimitMax}.");
        }
        else if (after.Length > 0 && !DocumentReference.IsReference(after))
        {
            await ErpAnswer.RefuseAsync(
                http, ErpApiReason.QuestionMalformed, "'after' is the reference of the last document that was seen.");
        }
        else
        {
            await ErpAnswer.WriteAsync(http, await _reads.InStateAfterAsync(target, state.Value, after, limit, ct));
        }
    }

    async Task DocumentAsync(HttpContext http, string target, CancellationToken ct)
    {
        var reference = Named(http, "reference");
        await (DocumentReference.IsReference(reference) && await _reads.ByReferenceAsync(target, [reference], ct) is [var kept]
            ? ErpAnswer.WriteAsync(http, kept)
            : ErpAnswer.RefuseAsync(http, AcknowledgementReason.DocumentUnknown, "There is no such document."));
    }

    async Task AcknowledgeAsync(HttpContext http, string target, string actor, CancellationToken ct)
    {
        var reference = Named(http, "reference");
        if (await RequestBody.ReadAsync(http, BodyBytesMax) is not { } body)
        {
            await ErpAnswer.RefuseAsync(http, ErpApiReason.AcknowledgementTooLarge);
        }
        else if (AcknowledgementBody.Read(body, out var malformed) is not { } said)
        {
            await ErpAnswer.RefuseAsync(http, ErpApiReason.AcknowledgementMalformed, malformed);
        }
        else if (!DocumentReference.IsReference(reference))
        {
            await ErpAnswer.RefuseAsync(http, AcknowledgementReason.DocumentUnknown, "There is no such document.");
        }
        else if (said.Of(target, reference, actor) is var message && AcknowledgementForm.Fault(message) is { } fault)
        {
            await ErpAnswer.RefuseAsync(http, ErpApiReason.AcknowledgementMalformed, fault);
        }
        else
        {
            await ErpAnswer.WriteAsync(http, await export.AcknowledgeAsync(message, options.Targets, ct));
        }
    }

    // An acknowledgement may be taken although nobody said so: it is sent again under its id.
    async Task WithStorageAsync(HttpContext http, Func<CancellationToken, Task> answer)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, http.RequestAborted);
        try
        {
            await answer(either.Token);
        }
        catch (Exception away) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested
            && (away is OperationCanceledException || (away is DbException && StorageOutage.Is(away))))
        {
            log.ErpStorageAway(away);
            await ErpAnswer.RefuseAsync(http, ErpApiReason.ErpStorageAway);
        }
    }

    async Task<KeyHolder<ErpRole>?> AdmitAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var reason = keys is null ? ErpApiReason.ErpKeysNotSet
            : !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? ErpApiReason.ErpKeyMissing
            : ErpApiReason.ErpKeyUnknown;
        if (reason == ErpApiReason.ErpKeyUnknown && keys!.Find(header[Scheme.Length..].Trim()) is { } holder)
        {
            return holder;
        }

        await ErpAnswer.RefuseAsync(http, reason);
        return null;
    }

    static string Named(HttpContext http, string value) => (string)http.Request.RouteValues[value]!;
}
