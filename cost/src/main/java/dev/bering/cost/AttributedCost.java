package dev.bering.cost;

import java.util.Optional;

/**
 * The sum of charges, and of parts of charges, that are for one consumer and agree in what is said
 * here.
 *
 * @param run which of the runs it is for; empty unless it is for one
 * @param name the job or the pipeline that a tag names; empty for everything else
 * @param tag the value of the tag by which costs are told apart; empty where there is none
 * @param account the billing account
 * @param clusterId the cluster that was charged
 * @param isServerless whether the charge says that no machine of the customer's account was used
 * @param isListPriced whether its price is the list price because the bill has none
 * @param parts of charges that it sums; a charge may have several
 */
public record AttributedCost(
    ConsumerKind kind,
    Optional<JobRun> run,
    Optional<String> name,
    Optional<String> tag,
    String currency,
    Optional<String> provider,
    Optional<String> account,
    Optional<String> service,
    Optional<String> clusterId,
    boolean isServerless,
    boolean isListPriced,
    long parts,
    Costs costs) {}
