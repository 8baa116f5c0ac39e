using System.ComponentModel;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Language models: where they are, who proposes and who checks, and what they may cost.</summary>
public sealed record ModelsConfiguration
{
    [Description("Models at servers that speak the OpenAI chat protocol. With none, OPENAI_MODEL with OPENAI_API_KEY or OPENAI_BASE_URL in the environment makes one, called openai.")]
    public IReadOnlyList<ModelEndpointConfiguration> Endpoints { get; init; } = [];

    [Description("Endpoints that stand in for each other.")]
    public IReadOnlyList<ModelGroupConfiguration> Groups { get; init; } = [];

    [Description("Who proposes rule sets; the local generator alone when left out.")]
    public ModelActorConfiguration? Actor { get; init; }

    [Description("Who judges what was proposed; nobody but the gates when left out.")]
    public ModelCheckerConfiguration? Checker { get; init; }

    [Description("What all calls together may come to.")]
    public IReadOnlyList<ModelBudgetConfiguration> Budgets { get; init; } = [];

    [Description("How calls are led.")]
    public ModelLimitsConfiguration Limits { get; init; } = new();

    [Description("Prompts that stand in for those that come with the program, a directory; against this file's when relative. When left out, prompts beside this file, where there is one.")]
    public string? Prompts { get; init; }

    [Description("Where requests and replies are kept for replays, a directory; against this file's when relative. Nothing is kept when left out.")]
    public string? Record { get; init; }

    [Description("Answer from record alone, and send nothing.")]
    public bool Replay { get; init; }

    /// <summary>A group's own endpoints, then those of what it falls back to; each once.</summary>
    /// <param name="group">Its name. All names lead somewhere: see <see cref="ModelsCheck"/>.</param>
    public IEnumerable<ModelEndpointConfiguration> EndpointsOf(string group) =>
        ModelGroup.ChainOf([.. Groups.Select(one => one.ToGroup())], group).SelectMany(one => one.Endpoints).Distinct(StringComparer.Ordinal).Select(name => Endpoints.First(one => one.Name == name));
}

/// <summary>One model at one server, and how it may be used.</summary>
public sealed record ModelEndpointConfiguration
{
    [Name]
    [Description("What groups, records and metrics call it.")]
    public required string Name { get; init; }

    [Description("Below which chat/completions lies, such as http://127.0.0.1:11434/v1.")]
    public required string BaseUrl { get; init; }

    [Description("As the server calls it.")]
    public required string Model { get; init; }

    [Description("Other names under which the server may say that the same model answered.")]
    public IReadOnlyList<string> ServedAs { get; init; } = [];

    [Description("The server's key: ${env:NAME} or file:/path. Left out for servers that ask for none.")]
    public SecretReference? ApiKey { get; init; }

    [Within("1024", "100000000")]
    [Description("Prompt and answer together, in tokens.")]
    public int Context { get; init; } = 32_768;

    [Description("How the shape of an answer is asked for: by its schema, as JSON with the schema in the prompt, or in the prompt alone.")]
    public OutputKind Output { get; init; } = OutputKind.JsonSchema;

    [Description("What 1,000,000 tokens cost.")]
    public ModelPriceConfiguration Price { get; init; } = new();

    [Within("1", "1000")]
    [Description("Calls at one time.")]
    public int Concurrency { get; init; } = 4;

    [Within("0", "1000000")]
    [Description("Requests within any minute; 0 for no limit.")]
    public int RequestsPerMinute { get; init; }

    [Within("0", "1000000000")]
    [Description("Tokens of prompts and answers within any minute; 0 for no limit.")]
    public int TokensPerMinute { get; init; }

    [Within("0", "1000")]
    [Description("Its share of the calls of a weighted group; 0 only when nothing else can answer.")]
    public int Weight { get; init; } = 1;

    [Within("1s", "1h")]
    [Description("For one attempt, to the last byte of its answer.")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    [Masked]
    [Description("Sent with each request; no secrets.")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    [Description("The field that limits an answer; older servers know max_tokens alone.")]
    public TokenLimitField TokenLimit { get; init; } = TokenLimitField.MaxCompletionTokens;

    [Description("Take answers in pieces, so that nothing on the way holds a long one for a dead connection.")]
    public bool Stream { get; init; }
}

/// <summary>What 1,000,000 tokens cost, in the currency of the budgets.</summary>
public sealed record ModelPriceConfiguration
{
    [Within("0", "1000000")]
    [Description("Of prompts.")]
    public decimal Input { get; init; }

    [Within("0", "1000000")]
    [Description("Of answers.")]
    public decimal Output { get; init; }

    [Within("0", "1000000")]
    [Description("Of the part of a prompt that the server had in its cache; as input when left out.")]
    public decimal? Cached { get; init; }
}

/// <summary>Endpoints that stand in for each other.</summary>
public sealed record ModelGroupConfiguration
{
    [Name]
    [Description("What actor, checker, prompts and fallbacks call it.")]
    public required string Name { get; init; }

    [Description("By name, at least one.")]
    public required IReadOnlyList<string> Endpoints { get; init; }

    [Description("Which of them is asked.")]
    public SelectionStrategy Strategy { get; init; } = SelectionStrategy.Weighted;

    [Description("Groups that are asked when this one gives no answer, in order.")]
    public IReadOnlyList<string> Fallback { get; init; } = [];

    /// <summary>As the gateway takes it.</summary>
    public ModelGroup ToGroup() => new(Name, Endpoints, Strategy, Fallback);
}

/// <summary>Who proposes rule sets.</summary>
public sealed record ModelActorConfiguration
{
    [Description("The group that is asked.")]
    public required string Group { get; init; }

    [Within("0", "10")]
    [Description("How often the checker may send a proposal back.")]
    public int Revisions { get; init; } = 1;

    [Description("Let the local generator propose when the models give nothing that can be used.")]
    public bool Fallback { get; init; } = true;
}

/// <summary>Who judges what was proposed.</summary>
public sealed record ModelCheckerConfiguration
{
    [Description("The group that is asked; other models than the actor's see more.")]
    public required string Group { get; init; }
}

/// <summary>What all calls of any stretch of time may come to.</summary>
public sealed record ModelBudgetConfiguration
{
    [Within("1m", "366d")]
    [Description("So long a stretch; it slides.")]
    public required TimeSpan Window { get; init; }

    [Within("0", "1000000000")]
    [Description("In the currency of the prices.")]
    public decimal? Money { get; init; }

    [Within("0", "1000000000000")]
    [Description("Of prompts and answers together.")]
    public long? Tokens { get; init; }

    [Within("1%", "100%")]
    [Description("From which share on it is told.")]
    public Ratio Warn { get; init; } = Ratio.Percent(80);
}

/// <summary>How calls are led.</summary>
public sealed record ModelLimitsConfiguration
{
    [Within("1KiB", "64MiB")]
    [Description("The largest reply that is read.")]
    public ByteSize Reply { get; init; } = ByteSize.KiB(256);

    [Within("1", "1000")]
    [Description("Calls under way at once.")]
    public int Outstanding { get; init; } = 8;

    [Within("1", "20")]
    [Description("Attempts within each group.")]
    public int Attempts { get; init; } = 3;

    [Within("1s", "1h")]
    [Description("For a call with all its attempts and waits.")]
    public TimeSpan Call { get; init; } = TimeSpan.FromMinutes(5);

    [Within("0", "10000")]
    [Description("Answers that are kept for identical requests; 0 for none.")]
    public int Cache { get; init; } = 64;

    [Within("1s", "30d")]
    [Description("How long they are kept.")]
    public TimeSpan CacheFor { get; init; } = TimeSpan.FromHours(1);
}
