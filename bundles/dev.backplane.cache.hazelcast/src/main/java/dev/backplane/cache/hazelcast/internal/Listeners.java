package dev.backplane.cache.hazelcast.internal;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryEvictedListener;
import com.hazelcast.map.listener.EntryExpiredListener;
import com.hazelcast.topic.ITopic;
import dev.backplane.spi.cache.CacheWatcher;
import dev.backplane.spi.cache.TierCounters;
import java.util.List;
import java.util.UUID;

/** Passes on what other members do, and what happens to the cluster. Thread-safe; ends with the member. */
final class Listeners {

    private final Grid grid;
    private final CacheWatcher watchers;

    private Listeners(Grid grid, CacheWatcher watchers) {
        this.grid = grid;
        this.watchers = watchers;
    }

    static void begin(Grid grid, TierCounters counters, CacheWatcher watchers) {
        Listeners listeners = new Listeners(grid, watchers);
        listeners.toOthers();
        listeners.toValues(counters);
        listeners.toCluster();
    }

    private void toOthers() {
        HazelcastInstance member = grid.member();
        UUID self = member.getCluster().getLocalMember().getUuid();
        ITopic<String> news = member.getTopic(Member.NEWS);
        news.addMessageListener(message -> {
            if (!message.getPublishingMember().getUuid().equals(self)) {
                tell(message.getMessageObject());
            }
        });
    }

    /** Passes on what another node says it has done: what kind it is of, and to what. */
    private void tell(String news) {
        String rest = news.substring(1);
        switch (news.charAt(0)) {
            case 'w' -> watchers.written(List.of(Stored.key(rest)));
            case 't' -> watchers.invalidated(List.of(rest));
            case 'n' -> watchers.cleared(rest);
            default -> watchers.missed();
        }
    }

    private void toValues(TierCounters counters) {
        IMap<String, byte[]> values = grid.member().getMap(Member.VALUES);
        values.addLocalEntryListener((EntryExpiredListener<String, byte[]>) event -> {
            counters.expired(Stored.key(event.getKey()).namespace());
            grid.gone(event.getKey(), event.getOldValue());
        });
        values.addLocalEntryListener((EntryEvictedListener<String, byte[]>) event -> {
            counters.evicted(Stored.key(event.getKey()).namespace());
            grid.gone(event.getKey(), event.getOldValue());
        });
    }

    private void toCluster() {
        HazelcastInstance member = grid.member();
        member.getPartitionService().addPartitionLostListener(event -> {
            if (event.getLostBackupCount() >= grid.settings().backups()) {
                grid.lost(watchers::missed);
            }
        });
        member.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                grid.lost(watchers::missed);
            }
        });
        member.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                watchers.missed();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                watchers.missed();
            }
        });
    }
}
