using System.Security.Cryptography;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Strategies.Models.Structured;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Models;
using LlmTrader.Tools.Hosting.Strategist.Ledger;
using Serilog;

namespace LlmTrader.Tools.Hosting.Strategist.Models;

/// <summary>The models that a strategist works with, as its configuration wants them; their calls stand in its journal.</summary>
public sealed class StrategistModels : IDisposable
{
    private const int SecretBytes = 32;
    private const string UsualPrompts = "prompts";

    private readonly ConfiguredModels? _configured;
    private readonly UnaskedGateway? _unasked;

    private StrategistModels(ConfiguredModels? configured, UnaskedGateway? unasked) => (_configured, _unasked) = (configured, unasked);

    /// <summary>Proposes; null is the local search alone.</summary>
    public AskModel? Actor { get; private init; }

    /// <summary>Whether the local search proposes where the actor does not.</summary>
    public bool FallsBack { get; private init; } = true;

    /// <summary>So often the actor may change a candidate that the checker sends back.</summary>
    public int Revisions { get; private init; }

    /// <summary>Gives a second opinion; null is nobody.</summary>
    public AskModel? Checker { get; private init; }

    /// <summary>Of a dry run: the calls that would have been made.</summary>
    public IReadOnlyList<UnaskedCall> Unasked => _unasked?.Calls ?? [];

    /// <param name="configuration">Checked.</param>
    /// <param name="journal">Gets every call before its answer is used, and tells budgets what was spent before.</param>
    /// <param name="clock">The time of the records.</param>
    /// <param name="log">Told of what people should know.</param>
    /// <param name="isDryRun">No model is asked: what would be is kept for a person to look at.</param>
    /// <exception cref="Runs.RunException">A key or a prompt can't be used.</exception>
    public static StrategistModels Open(EngineConfiguration configuration, StrategistJournal journal, Func<Timestamp> clock, ILogger log, bool isDryRun)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ModelsConfiguration models = configuration.Models;
        if (models.Endpoints.Count == 0 || models is { Actor: null, Checker: null }) { return new StrategistModels(null, null); }
        JournaledModelCalls calls = new(journal, clock);
        _ = Prompts(configuration);    // What is wrong with one is told now.
        UnaskedGateway? unasked = isDryRun ? new UnaskedGateway(group => [.. models.EndpointsOf(group).Select(one => ModelMapping.ToEndpoint(one, configuration.BaseDirectory, needsKey: false))]) : null;
        ConfiguredModels? configured = isDryRun ? null : ConfiguredModels.Open(configuration, new ModelPorts { History = new JournaledSpending(calls), Announce = calls.Announce, Notify = notice => log.Warning("Models, {Subject}: {Text}", notice.Subject, notice.Text) });
        IModelGateway gateway = (IModelGateway?)unasked ?? configured!.Gateway;
        IModelCallLedger ledger = isDryRun ? new UnwrittenCalls() : calls;
        byte[] secret = RandomNumberGenerator.GetBytes(SecretBytes);    // Whatever goes by requests looks past what is made of it.
        JournaledQuestions questions = new(() => journal.Records);
        return new StrategistModels(configured, unasked)
        {
            Actor = models.Actor is { } actor ? Ask(actor.Group) : null,
            FallsBack = models.Actor?.Fallback ?? true,
            Revisions = models.Actor?.Revisions ?? 0,
            Checker = models.Checker is { } checker ? Ask(checker.Group) : null,
        };

        // With the versions that are active when it is asked: a person may have taken one back since.
        AskModel Ask(string group) => (question, cancel) => new StructuredModel(gateway, ledger, Prompts(configuration), new StructuredOptions { Group = group, Secret = secret }, questions.NextId).AskAsync(question, cancel);
    }

    /// <summary>
    /// Where models are configured and can't be asked: each question has that for its answer. So the actor leaves it to the local search, if it
    /// may, and what nobody can check is rejected.
    /// </summary>
    public static StrategistModels Unusable(ModelsConfiguration models, string reason)
    {
        ArgumentNullException.ThrowIfNull(models);
        return new StrategistModels(null, null)
        {
            Actor = models.Actor is null ? null : Unanswered,
            FallsBack = models.Actor?.Fallback ?? true,
            Checker = models.Checker is null ? null : Unanswered,
        };

        Task<StructuredAnswer> Unanswered(StructuredQuestion question, CancellationToken cancel) =>
            Task.FromResult(new StructuredAnswer { Document = null, Reason = $"no model can be asked: {reason}", Outcome = ModelOutcome.Unavailable });
    }

    /// <summary>What there is and what not, in a line.</summary>
    public string Describe()
    {
        string fallback = FallsBack ? ", or the local generator where it does not" : "";
        return (Actor, Checker) switch
        {
            (null, null) => ConfiguredModels.None,
            (null, _) => "No model is to propose (models.actor): the local generator does, and a model gives a second opinion.",
            (_, null) => $"A model proposes{fallback}; none is to give a second opinion (models.checker).",
            _ => $"A model proposes{fallback}, and a second one checks.",
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _configured?.Dispose();

    // Where nothing is said, a directory where the verbs around prompts look for one.
    private static PromptLibrary Prompts(EngineConfiguration configuration)
    {
        try
        {
            return PromptLibrary.Open(Path.GetFullPath(configuration.Models.Prompts ?? UsualPrompts, configuration.BaseDirectory));
        }
        catch (PromptException error)
        {
            throw new Runs.RunException(error.Message, error);
        }
    }
}
