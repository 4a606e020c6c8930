using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>
/// Faults that wait for the next calls that change something, and those that were met. Who knows the app's secret may arm them over HTTP
/// and ask what became of them: <c>POST</c> and <c>GET /simulator/faults</c>, which no QuickBooks has.
/// </summary>
sealed class QuickBooksFaults(QuickBooksOptions options, QuickBooksBooks books)
{
    readonly ConcurrentQueue<SimulatedFault> _armed = new();
    readonly ConcurrentQueue<(SimulatedFault Fault, string? Number)> _met = new();

    /// <summary>Arms one; several are met in order.</summary>
    public void Arm(SimulatedFault fault) => _armed.Enqueue(fault);

    /// <summary>The fault that a call meets.</summary>
    /// <param name="body">What the call says.</param>
    public SimulatedFault Meet(string body)
    {
        if (!_armed.TryDequeue(out var fault))
        {
            return SimulatedFault.None;
        }

        var number = QuickBooksWrites.NumberIn(body);
        _met.Enqueue((fault, number));
        options.Told?.Invoke($"{fault}: journal entry {number}");
        return fault;
    }

    /// <summary>Answers <c>/simulator/faults</c>; status 401 without the app's secret.</summary>
    public (int Status, string Body) Answer(HttpRequest request)
    {
        var app = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.ClientId}:{options.ClientSecret}"));
        if (request.Headers.Authorization != $"Basic {app}")
        {
            return (401, "{}");
        }

        if (request.Method == HttpMethods.Post)
        {
            if (!Enum.TryParse<SimulatedFault>(request.Query["fault"], out var fault))
            {
                return (400, "{}");
            }

            Arm(fault);
        }

        var met = _met.Select(each => (JsonNode)new JsonObject
        {
            ["fault"] = $"{each.Fault}",
            ["number"] = each.Number,
            ["entries"] = each.Number is null ? 0 : books.ByNumber(each.Number).Count,
        });
        return (200, new JsonObject { ["waiting"] = _armed.Count, ["met"] = new JsonArray([.. met]) }.ToJsonString());
    }
}
