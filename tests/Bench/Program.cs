using System.CommandLine;
using Ledger.Bench;
using Ledger.Bench.References;

var broker = new Argument<string>("broker");
var url = new Argument<string>("url");
var secret = new Argument<string>("secret");
var postgres = new Argument<string>("postgres");

var referenceGateway = new Command("reference-gateway", "Runs the hand-written gateway.") { url, broker, secret };
referenceGateway.Hidden = true;
referenceGateway.SetAction((parsed, ct) => ReferenceGateway.RunAsync(
    new Uri(parsed.GetValue(url)!), new Uri(parsed.GetValue(broker)!), parsed.GetValue(secret)!, ct));

var referenceWorker = new Command("reference-worker", "Runs the hand-written worker.") { broker, postgres };
referenceWorker.Hidden = true;
referenceWorker.SetAction((parsed, ct) => ReferenceWorker.RunAsync(
    new Uri(parsed.GetValue(broker)!), parsed.GetValue(postgres)!, ct));

var root = BenchCommand.Build();
root.Add(referenceGateway);
root.Add(referenceWorker);
var parsed = root.Parse(args);
if (parsed.Errors.Count == 0)
{
    // Interrupted, it stops its servers and processes in order; that takes longer than the usual two seconds.
    return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
}

foreach (var error in parsed.Errors)
{
    await Console.Error.WriteLineAsync($"ledger bench: {error.Message}");
}

await Console.Error.WriteLineAsync("See ./ledger bench --help.");
return 2;
