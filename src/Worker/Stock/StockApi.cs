using System.Data.Common;
using System.Text.Json;
using Ledger.EventStore;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Queries;
using Ledger.Worker.Keys;
using Npgsql;

namespace Ledger.Worker.Stock;

/// <summary>
/// The stock API of shops, points of sale and warehouses: levels, orders and commands. Nothing is open without a key
/// (<c>LEDGER_STOCK_KEYS</c>); the key's name is the actor of what it commands.
/// </summary>
sealed class StockApi(
    NpgsqlDataSource source, InventoryWriter inventory, KeyDirectory<StockRole>? keys, TimeProvider time, ILogger<StockApi> log)
{
    const int BodyBytesMax = 256 * 1024;
    const int LocationsMax = 10_000;
    const string Scheme = "Bearer ";
    const string Schema = "inventory";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly StockLevels _levels = new(source, Schema, time);
    readonly StockOrders _orders = new(source, Schema);

    /// <summary>Maps its addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        if (keys is null)
        {
            log.StockKeysNotSet();
        }

        routes.MapGet("/v1/stock/{sku}", http => AskAsync(http, StockRoles.OfLevels, LevelsAsync));
        routes.MapGet("/v1/stock/orders/{orderRef}", http => AskAsync(http, StockRoles.OfOrders, OrderAsync));
        routes.MapPost("/v1/stock/commands", CommandAsync);
    }

    async Task AskAsync(HttpContext http, IReadOnlyList<StockRole> roles, Func<HttpContext, CancellationToken, Task> answer)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await AdmitAsync(http) is not { } holder)
        {
            return;
        }

        if (!holder.May(roles))
        {
            await StockAnswer.RefuseAsync(http, StockApiReason.StockRoleMissing, Needed(roles));
            return;
        }

        await WithStorageAsync(http, ct => answer(http, ct));
    }

    async Task LevelsAsync(HttpContext http, CancellationToken ct)
    {
        var (sku, location) = (Named(http, "sku"), http.Request.Query["location"].ToString());
        var found = await _levels.ReadAsync(new StockQuestion(sku, location.Length > 0 ? location : null, Limit: LocationsMax), ct);
        await (found.Count > 0
            ? StockAnswer.WriteAsync(http, new StockLevelsBody(sku, found.Sum(stock => stock.Available), found))
            : StockAnswer.RefuseAsync(http, StockApiReason.StockUnknown));
    }

    async Task OrderAsync(HttpContext http, CancellationToken ct)
    {
        await (await _orders.FindAsync(Named(http, "orderRef"), ct) is { } order
            ? StockAnswer.WriteAsync(http, order)
            : StockAnswer.RefuseAsync(
                http, StatusCodes.Status404NotFound, StockReason.OrderUnknown.WireName(), null, null, repeated: false));
    }

    async Task CommandAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await AdmitAsync(http) is not { } holder)
        {
            return;
        }

        if (!Guid.TryParseExact(http.Request.Headers["Idempotency-Key"].ToString(), "D", out var id))
        {
            await StockAnswer.RefuseAsync(http, StockApiReason.IdempotencyKeyMissing);
        }
        else if (await RequestBody.ReadAsync(http, BodyBytesMax) is not { } body)
        {
            await StockAnswer.RefuseAsync(http, StockApiReason.CommandTooLarge);
        }
        else if (Read(body, out var malformed) is not { } command)
        {
            await StockAnswer.RefuseAsync(http, StockApiReason.CommandMalformed, malformed);
        }
        else if (!holder.May(StockRoles.Of(command)))
        {
            await StockAnswer.RefuseAsync(http, StockApiReason.StockRoleMissing, Needed([StockRoles.Of(command)]));
        }
        else
        {
            var given = new ShopCommand(id, holder.Name, time.GetUtcNow(), body, command);
            await WithStorageAsync(http, async ct => await StockAnswer.WriteAsync(http, id, await GiveAsync(given, ct)));
        }
    }

    async Task<Inventory.Storage.StockOutcome> GiveAsync(ShopCommand given, CancellationToken ct)
    {
        try
        {
            return await inventory.CommandAsync(given, ct);
        }
        catch (Exception failure) when (failure is not (FormatException or OperationCanceledException or StorageAwayException))
        {
            log.StockCommandFailed(given.CommandId, given.Actor, failure);
            throw;
        }
    }

    /// <summary>Answers, or says that the database does not; a command may be done all the same, and is sent again under its key.</summary>
    async Task WithStorageAsync(HttpContext http, Func<CancellationToken, Task> answer)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, http.RequestAborted);
        try
        {
            await answer(either.Token);
        }
        catch (FormatException unusable) when (!http.Response.HasStarted)
        {
            await StockAnswer.RefuseAsync(http, StockApiReason.CommandUnusable, unusable.Message);
        }
        catch (Exception away) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested
            && (away is OperationCanceledException || (away is DbException && StorageOutage.Is(away))))
        {
            log.StockStorageAway(away);
            await StockAnswer.RefuseAsync(http, StockApiReason.StockStorageAway);
        }
    }

    async Task<KeyHolder<StockRole>?> AdmitAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var reason = keys is null ? StockApiReason.StockKeysNotSet
            : !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? StockApiReason.StockKeyMissing
            : StockApiReason.StockKeyUnknown;
        if (reason == StockApiReason.StockKeyUnknown && keys!.Find(header[Scheme.Length..].Trim()) is { } holder)
        {
            return holder;
        }

        await StockAnswer.RefuseAsync(http, reason);
        return null;
    }

    static StockCommand? Read(byte[] body, out string? malformed)
    {
        malformed = null;
        try
        {
            // PostgreSQL cannot store U+0000, however it is written.
            var command = StockCommandJson.Read(body);
            malformed = StockCommandJson.Write(command).AsSpan().IndexOf("\\u0000"u8) >= 0 ? "A text holds U+0000." : null;
            return malformed is null ? command : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            malformed = unreadable.Message;
            return null;
        }
    }

    /// <summary>A name out of the address: the server decodes all of it but the slash.</summary>
    static string Named(HttpContext http, string value) =>
        ((string)http.Request.RouteValues[value]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    static string Needed(IReadOnlyList<StockRole> roles) =>
        $"Needs the role {string.Join(" or ", roles.Select(role => role.ToString().ToLowerInvariant()))}.";
}
